using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>Compares records with the bytes of their payloads.</summary>
internal sealed class RecordComparer : IEqualityComparer<StoredRecord>
{
    internal static RecordComparer Instance { get; } = new();

    public bool Equals(StoredRecord? x, StoredRecord? y) => x is null || y is null
        ? ReferenceEquals(x, y)
        : x with { Payload = default } == y with { Payload = default } && x.Payload.Span.SequenceEqual(y.Payload.Span);

    public int GetHashCode(StoredRecord record) => record.Sequence.GetHashCode();
}
