using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Kill;

/// <summary>A journal with a planted fault: it does not store due times.</summary>
internal sealed class ForgetfulJournal(Journal journal) : Journal
{
    public override string Description => journal.Description;

    public override JournalStatistics Statistics => journal.Statistics;

    public override ValueTask OpenAsync(CancellationToken cancellationToken = default) => journal.OpenAsync(cancellationToken);

    public override void Append(JournalTurn turn) => journal.Append(new ForgetfulTurn(turn));

    public override ValueTask<MachineEntry?> ReadAsync(MachineId id, IRecordReader reader, CancellationToken cancellationToken = default) =>
        journal.ReadAsync(id, reader, cancellationToken);

    public override IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, CancellationToken cancellationToken = default) => journal.ListAsync(type, filter, cancellationToken);

    public override IAsyncEnumerable<StoredMessage> ReadOutboxAsync(string type, CancellationToken cancellationToken = default) =>
        journal.ReadOutboxAsync(type, cancellationToken);

    public override void RemoveMessage(MachineId sender, long sequence, int ordinal) => journal.RemoveMessage(sender, sequence, ordinal);

    public override ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default) =>
        journal.ParkAsync(id, reason, cancellationToken);

    public override ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default) =>
        journal.ReplaceAsync(id, records, index, cancellationToken);

    public override ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default) =>
        journal.PurgeAsync(id, cancellationToken);

    public override ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default) =>
        journal.BackUpAsync(path, cancellationToken);

    public override ValueTask DisposeAsync() => journal.DisposeAsync();

    private sealed class ForgetfulTurn(JournalTurn turn) : JournalTurn
    {
        public override JournaledMachine Machine => turn.Machine;

        public override int RecordCount => turn.RecordCount;

        public override int MessageCount => turn.MessageCount;

        public override MachineIndex? Index => turn.Index is { } index ? index with { Due = long.MaxValue } : null;

        public override long RemovesBefore => turn.RemovesBefore;

        public override JournalRecord GetRecord(int index) => turn.GetRecord(index);

        public override OutboxMessage GetMessage(int index) => turn.GetMessage(index);

        public override void OnCommitted() => turn.OnCommitted();

        public override void OnFailed(JournalException error) => turn.OnFailed(error);
    }
}
