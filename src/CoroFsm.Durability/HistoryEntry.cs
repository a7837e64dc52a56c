using System.Globalization;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <summary>Represents one record of a machine's journal for people.</summary>
/// <param name="Sequence">The number of the record.</param>
/// <param name="Time">The time of its turn.</param>
/// <param name="Kind">What it contains.</param>
/// <param name="MessageId">The sender's identifier of an event; null if it has none.</param>
/// <param name="Text">The content, such as the event as JSON. It is decrypted.</param>
/// <param name="State">The state path after the turn.</param>
/// <param name="Requests">What the turn requested: effects, messages, events for other machines.</param>
public sealed record HistoryEntry(
    long Sequence,
    DateTimeOffset Time,
    RecordKind Kind,
    string? MessageId,
    string Text,
    string State,
    IReadOnlyList<string> Requests)
{
    /// <summary>Returns the entry as one line, such as <c>3  2026-12-01 10:00:00Z  Event {"sku":"tea"} → Order/Shopping</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Sequence}  {Time.UtcDateTime:u}  {Kind}");
        if (Text.Length > 0)
            line += " " + Text;
        if (MessageId is not null)
            line += $" [message {MessageId}]";
        line += " → " + State;
        return Requests.Count == 0 ? line : $"{line}: {string.Join(", ", Requests)}";
    }
}
