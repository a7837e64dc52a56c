using System.Data.Common;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>A transaction whose work is a test's, and whose records exist when its machine has run.</summary>
internal sealed class TestTransaction(
    JournaledMachine machine, Func<DbTransaction, CancellationToken, Task> work, Func<Exception?, StoredRecord?> complete)
    : JournalTransaction
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoredRecord? record;

    public override JournaledMachine Machine => machine;

    public override int RecordCount => 1;

    public override int MessageCount => 0;

    public override MachineIndex? Index => null;

    public override long RemovesBefore => 0;

    internal Task Ended => ended.Task.WaitAsync(Journals.Hang);

    internal Exception? Error { get; private set; }

    public override async ValueTask ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        await work(transaction, cancellationToken);

    public override bool Complete(Exception? error)
    {
        Error = error;
        record = complete(error);
        if (record is null)
            ended.SetResult();
        return record is not null;
    }

    public override JournalRecord GetRecord(int index) =>
        new(record!.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.Span);

    public override OutboxMessage GetMessage(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public override void OnCommitted() => ended.SetResult();

    public override void OnFailed(JournalException error) => ended.SetException(error);
}
