using System.Data.Common;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <summary>Represents the turn of a transactional effect, which the journal runs inside its transaction.</summary>
internal sealed class TransactionTurn<TEvent>(Instance<TEvent> instance, Turn turn, PendingEffect effect) : JournalTransaction
{
    private bool isDropped;

    public override JournaledMachine Machine => instance.Journaled;

    public override int RecordCount => isDropped ? 0 : turn.RecordCount;

    public override int MessageCount => isDropped ? 0 : turn.MessageCount;

    public override MachineIndex? Index => isDropped ? null : turn.Index;

    public override long RemovesBefore => isDropped ? 0 : turn.RemovesBefore;

    public override JournalRecord GetRecord(int index) => turn.GetRecord(index);

    public override OutboxMessage GetMessage(int index) => turn.GetMessage(index);

    public override ValueTask ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        ((ITransactionalEffect)effect).ExecuteAsync(transaction, cancellationToken);

    public override bool Complete(Exception? error)
    {
        try
        {
            isDropped = !instance.CompleteTransaction(turn, effect, error);
        }
        catch (Exception failure)
        {
            isDropped = true;
            instance.Journaled.Break(failure);
            instance.Abandon(failure);
        }

        return !isDropped;
    }

    public override void OnCommitted()
    {
        if (!isDropped)
            turn.OnCommitted();
    }

    public override void OnFailed(JournalException error)
    {
        if (!isDropped)
            turn.OnFailed(error);
    }
}
