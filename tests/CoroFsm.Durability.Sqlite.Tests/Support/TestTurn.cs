using System.Text;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>A turn with records of a test.</summary>
internal sealed class TestTurn(JournaledMachine machine, params StoredRecord[] records) : JournalTurn
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override JournaledMachine Machine => machine;

    public override int RecordCount => records.Length;

    public override int MessageCount => Messages.Length;

    public override MachineIndex? Index => NewIndex;

    public override long RemovesBefore => Removes;

    internal (string Type, MachineId? Target, byte[] Payload)[] Messages { get; init; } = [];

    internal MachineIndex? NewIndex { get; init; }

    internal long Removes { get; init; }

    /// <summary>Gets a task that ends when the turn is stored, and fails if it is not.</summary>
    internal Task Stored => stored.Task;

    public override JournalRecord GetRecord(int index)
    {
        var r = records[index];
        return new(r.Sequence, r.Kind, r.Time, r.Digest, r.MessageId, r.Payload.Span);
    }

    public override OutboxMessage GetMessage(int index)
    {
        var (type, target, payload) = Messages[index];
        return new(index, type, target, payload);
    }

    public override void OnCommitted() => stored.SetResult();

    public override void OnFailed(JournalException error) => stored.SetException(error);

    internal static StoredRecord Record(long sequence, string content = "", RecordKind kind = RecordKind.Event, string? message = null) =>
        new(sequence, kind, sequence * 10, (ulong)sequence | 1UL << 63, message, Encoding.UTF8.GetBytes(content));
}
