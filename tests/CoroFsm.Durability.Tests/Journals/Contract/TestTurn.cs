using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

/// <summary>A turn that a test fills, and that keeps how it was notified. A journal that reads it afterwards fails.</summary>
internal sealed class TestTurn(JournaledMachine machine, params StoredRecord[] records) : JournalTurn
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int notifications;

    public override JournaledMachine Machine => Unless(Notifications > 0, machine);

    public override int RecordCount => Unless(Notifications > 0, records.Length);

    public override int MessageCount => Messages.Count;

    public override MachineIndex? Index => NewIndex;

    public override long RemovesBefore => RemovedBefore;

    internal List<(string Type, MachineId? Target, byte[] Payload)> Messages { get; init; } = [];

    internal MachineIndex? NewIndex { get; init; }

    internal long RemovedBefore { get; init; }

    /// <summary>Gets what is called when the turn is stored.</summary>
    internal Action? Committed { get; init; }

    /// <summary>Gets the task that ends with the notification, and throws if the turn was not stored.</summary>
    internal Task Stored => stored.Task.WaitAsync(JournalContract.Patience);

    internal int Notifications => Volatile.Read(ref notifications);

    public override JournalRecord GetRecord(int index) => Unless(Notifications > 0, records[index]).ToRecord();

    public override OutboxMessage GetMessage(int index) =>
        new(index, Messages[index].Type, Messages[index].Target, Messages[index].Payload);

    public override void OnCommitted()
    {
        Interlocked.Increment(ref notifications);
        Committed?.Invoke();
        stored.TrySetResult();
    }

    public override void OnFailed(JournalException error)
    {
        Interlocked.Increment(ref notifications);
        stored.TrySetException(error);
    }

    private static T Unless<T>(bool isNotified, T value) => !isNotified ? value
        : throw new InvalidOperationException("The journal reads a turn after it has notified it: the host may have reused it.");
}
