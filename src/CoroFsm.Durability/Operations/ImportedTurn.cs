using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Represents records of an imported machine, with the messages of the last one.</summary>
internal sealed class ImportedTurn(
    JournaledMachine machine, List<StoredRecord> records, List<StoredMessage> messages, MachineIndex? index) : JournalTurn
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the task that ends when the records are stored.</summary>
    internal Task Stored => stored.Task;

    public override JournaledMachine Machine => machine;

    public override int RecordCount => records.Count;

    public override int MessageCount => messages.Count;

    public override MachineIndex? Index => index;

    public override long RemovesBefore => 0;

    public override JournalRecord GetRecord(int index)
    {
        var record = records[index];
        return new(record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.Span);
    }

    public override OutboxMessage GetMessage(int index)
    {
        var message = messages[index];
        return new(message.Ordinal, message.Type, message.Target, message.Payload.Span);
    }

    public override void OnCommitted() => stored.SetResult();

    public override void OnFailed(JournalException error) => stored.SetException(error);
}
