namespace CoroFsm.Durability.Journals;

/// <summary>Represents one record of a machine's journal. Valid until the method that received it returns.</summary>
/// <param name="sequence">The number of the record: 1 for the first of the machine, without gaps.</param>
/// <param name="kind">What it contains.</param>
/// <param name="time">The time, in UTC ticks. Never decreases.</param>
/// <param name="digest">The digest of the machine after the turn that the record belongs to; 0 for a record that is not the last of its
/// turn.</param>
/// <param name="messageId">The sender's identifier of an event; null if it has none.</param>
/// <param name="payload">The content. Its format depends on <paramref name="kind"/> and belongs to the host.</param>
public readonly ref struct JournalRecord(
    long sequence, RecordKind kind, long time, ulong digest, string? messageId, ReadOnlySpan<byte> payload)
{
    /// <summary>Gets the number of the record: 1 for the first of the machine, without gaps.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Gets what the record contains.</summary>
    public RecordKind Kind { get; } = kind;

    /// <summary>Gets the time, in UTC ticks. Never decreases.</summary>
    public long Time { get; } = time;

    /// <summary>Gets the digest of the machine after the turn; 0 for a record that is not the last of its turn.</summary>
    public ulong Digest { get; } = digest;

    /// <summary>Gets the sender's identifier of an event; null if it has none.</summary>
    public string? MessageId { get; } = messageId;

    /// <summary>Gets the content. Its format depends on <see cref="Kind"/> and belongs to the host.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
