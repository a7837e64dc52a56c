using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

/// <summary>Represents something that a journal will write.</summary>
internal abstract class QueuedWrite
{
    /// <summary>Gets the turn; null for another change.</summary>
    internal virtual JournalTurn? Turn => null;

    /// <summary>Gets a value indicating whether a commit of this write alone takes an injected fault.</summary>
    internal virtual bool TakesFaults => true;

    internal abstract void Succeed();

    internal abstract void Fail(JournalException error);
}

/// <summary>Represents a turn in the queue.</summary>
internal sealed class QueuedTurn(JournalTurn turn) : QueuedWrite
{
    internal override JournalTurn Turn => turn;

    internal override void Succeed() => turn.OnCommitted();

    internal override void Fail(JournalException error)
    {
        turn.Machine.Break(error);
        turn.OnFailed(error);
    }
}

/// <summary>Represents another change in the queue.</summary>
/// <param name="change">Changes the state; null if the machine is unknown.</param>
/// <param name="continuesInline">Whether the caller continues on the thread that commits.</param>
internal sealed class QueuedChange(Func<JournalState, JournalState?> change, bool continuesInline) : QueuedWrite
{
    private readonly TaskCompletionSource<bool> completion = new(
        continuesInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    private bool isKnown;

    /// <summary>Gets the task of the change: false if the machine is unknown.</summary>
    internal Task<bool> Completion => completion.Task;

    internal JournalState Apply(JournalState state)
    {
        var changed = change(state);
        isKnown = changed is not null;
        return changed ?? state;
    }

    internal override void Succeed() => completion.TrySetResult(isKnown);

    internal override void Fail(JournalException error) => completion.TrySetException(error);
}

/// <summary>Represents the removal of a delivered message in the queue.</summary>
internal sealed class QueuedRemoval(MachineId sender, long sequence, int ordinal) : QueuedWrite
{
    internal override bool TakesFaults => false;

    internal JournalState Apply(JournalState state) => state.RemoveMessage(sender, sequence, ordinal);

    internal override void Succeed()
    {
    }

    internal override void Fail(JournalException error)
    {
    }
}
