using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Represents the journal of a host that only replays: it has nothing, and stores nothing.</summary>
internal sealed class NoJournal : Journal
{
    internal static NoJournal Instance { get; } = new();

    public override string Description => "none";

    public override JournalStatistics Statistics => default;

    public override ValueTask OpenAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public override void Append(JournalTurn turn) => throw Fault();

    public override ValueTask<MachineEntry?> ReadAsync(MachineId id, IRecordReader reader, CancellationToken cancellationToken = default) =>
        throw Fault();

    public override IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, CancellationToken cancellationToken = default) => throw Fault();

    public override IAsyncEnumerable<StoredMessage> ReadOutboxAsync(string type, CancellationToken cancellationToken = default) =>
        throw Fault();

    public override void RemoveMessage(MachineId sender, long sequence, int ordinal) => throw Fault();

    public override ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default) => throw Fault();

    public override ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default) =>
        throw Fault();

    public override ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default) => throw Fault();

    public override ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default) => throw Fault();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NotSupportedException Fault() => new("A replay has no journal to write to.");
}
