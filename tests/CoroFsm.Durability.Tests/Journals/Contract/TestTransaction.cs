using System.Data.Common;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

/// <summary>A turn whose records exist only after its work has ended.</summary>
/// <param name="machine">The machine.</param>
/// <param name="work">The work.</param>
/// <param name="complete">Returns the records; null if the machine no longer waits for the work.</param>
internal sealed class TestTransaction(
    JournaledMachine machine,
    Func<DbTransaction, CancellationToken, ValueTask> work,
    Func<Exception?, StoredRecord[]?> complete) : JournalTransaction
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoredRecord[]? records;
    private int notifications;

    public override JournaledMachine Machine => machine;

    public override int RecordCount => Records.Length;

    public override int MessageCount => 0;

    public override MachineIndex? Index => null;

    public override long RemovesBefore => 0;

    internal Task Stored => stored.Task.WaitAsync(JournalContract.Patience);

    /// <summary>Gets the task that ends when the machine has run with the result of the work.</summary>
    internal Task Completed => completed.Task.WaitAsync(JournalContract.Patience);

    internal int Notifications => Volatile.Read(ref notifications);

    private StoredRecord[] Records => records
        ?? throw new InvalidOperationException("The journal has read the records before Complete returned true.");

    public override ValueTask ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        work(transaction, cancellationToken);

    public override bool Complete(Exception? error)
    {
        records = complete(error);
        completed.TrySetResult();
        return records is not null;
    }

    public override JournalRecord GetRecord(int index) => Records[index].ToRecord();

    public override OutboxMessage GetMessage(int index) => throw new NotSupportedException();

    public override void OnCommitted()
    {
        Interlocked.Increment(ref notifications);
        stored.TrySetResult();
    }

    public override void OnFailed(JournalException error)
    {
        Interlocked.Increment(ref notifications);
        stored.TrySetException(error);
    }
}
