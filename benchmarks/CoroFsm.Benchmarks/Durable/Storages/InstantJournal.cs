using System.Runtime.CompilerServices;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Benchmarks.Durable.Storages;

/// <summary>
/// Represents a journal that stores nothing and acknowledges at once, so that only the host is measured. It can keep the records of one
/// machine in memory, and present them again.
/// </summary>
internal sealed class InstantJournal : Journal
{
    private readonly List<StoredRecord> records = [];

    public override string Description => "no storage";

    public override JournalStatistics Statistics => default;

    /// <summary>Gets a value indicating whether the records are kept.</summary>
    internal bool KeepsRecords { get; init; }

    public override ValueTask OpenAsync(CancellationToken cancellationToken = default) => default;

    public override void Append(JournalTurn turn)
    {
        for (var i = 0; KeepsRecords && i < turn.RecordCount; i++)
            records.Add(StoredRecord.Of(turn.GetRecord(i)));
        turn.OnCommitted();
    }

    public override ValueTask<MachineEntry?> ReadAsync(MachineId id, IRecordReader reader, CancellationToken cancellationToken = default)
    {
        if (records.Count == 0)
            return default;
        foreach (var record in records)
        {
            if (!reader.OnRecord(new(record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.Span)))
                break;
        }

        return new(new MachineEntry(new(id), MachineIndex.None, Parked: null));
    }

    public override IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<MachineEntry>();

    public override IAsyncEnumerable<StoredMessage> ReadOutboxAsync(string type, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<StoredMessage>();

    public override void RemoveMessage(MachineId sender, long sequence, int ordinal) => throw Unsupported();

    public override ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default) =>
        throw Unsupported();

    public override ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default) =>
        throw Unsupported();

    public override ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default) => throw Unsupported();

    public override ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default) => throw Unsupported();

    public override ValueTask DisposeAsync() => default;

    private static NotSupportedException Unsupported([CallerMemberName] string member = "") => new(member);
}
