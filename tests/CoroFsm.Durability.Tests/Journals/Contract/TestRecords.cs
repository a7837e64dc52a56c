using System.Text;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

/// <summary>Creates records, and makes them comparable.</summary>
internal static class TestRecords
{
    internal static readonly long Noon = new DateTime(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc).Ticks;

    internal static StoredRecord Event(long sequence, string payload = "payload", string? messageId = null) =>
        new(sequence, RecordKind.Event, Noon + sequence, (ulong)sequence * 31, messageId, Encoding.UTF8.GetBytes(payload));

    internal static JournalRecord ToRecord(this StoredRecord record) =>
        new(record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.Span);

    /// <summary>Writes a record as text, payload included, so that lists of records can be compared.</summary>
    internal static string Describe(this StoredRecord record) =>
        $"{record.Sequence} {record.Kind} {record.Time} {record.Digest:X16} {record.MessageId ?? "-"} "
        + Convert.ToHexString(record.Payload.Span);

    internal static string Describe(this StoredMessage message) =>
        $"{message.Sender} {message.Sequence}.{message.Ordinal} {message.Type} {message.Target?.ToString() ?? "-"} "
        + Encoding.UTF8.GetString(message.Payload.Span);
}
