namespace CoroFsm.Durability.Journals;

/// <summary>Represents a lasting copy of a record, for export, import and repair.</summary>
/// <param name="Sequence">The number of the record.</param>
/// <param name="Kind">What it contains.</param>
/// <param name="Time">The time, in UTC ticks.</param>
/// <param name="Digest">The digest after its turn; 0 for a record that is not the last of its turn.</param>
/// <param name="MessageId">The sender's identifier of an event; null if it has none.</param>
/// <param name="Payload">The content.</param>
public sealed record StoredRecord(
    long Sequence, RecordKind Kind, long Time, ulong Digest, string? MessageId, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Copies a record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The copy.</returns>
    public static StoredRecord Of(in JournalRecord record) =>
        new(record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.ToArray());
}
