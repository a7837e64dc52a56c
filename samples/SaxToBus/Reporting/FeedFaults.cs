using System.Runtime.InteropServices;

namespace SaxToBus;

/// <summary>Counts the values of a feed that are missing or malformed, and keeps the first of them to report.</summary>
internal sealed class FeedFaults
{
    /// <summary>Maximum number of faults that are reported with their position; all are counted.</summary>
    public const int MaxReported = 20;

    private readonly List<(string Message, int Line, int Column)> reported = [];
    private readonly Dictionary<string, long> counts = [];

    /// <summary>Gets what the document turns out to be.</summary>
    public FeedContent Content { get; } = new();

    /// <summary>Gets the zone of times that state none; null: such a time is malformed.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Gets how many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="kind">What it is counted among; one of a few.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public void Add(string kind, string message, int line, int column)
    {
        if (Count++ < MaxReported)
            reported.Add((message, line, column));
        CollectionsMarshal.GetValueRefOrAddDefault(counts, kind, out _)++;
    }

    /// <summary>
    /// Returns a line for each of the first faults, with its position, and one with the counts of each kind; none without faults.
    /// </summary>
    /// <param name="source">What the feed is called.</param>
    public IEnumerable<string> Lines(string source)
    {
        foreach (var (message, line, column) in reported)
            yield return Printable.Line($"{source}({line},{column}): {message}");
        if (Count > 0)
            yield return Printable.Line($"{source}: {Summary}");
    }

    /// <summary>Gets what kinds there are, whatever their counts and their order in the feed; "" if there are none.</summary>
    public string Kinds => string.Join(", ", counts.Keys.Order(StringComparer.Ordinal));

    /// <summary>Gets the counts in one line.</summary>
    public string Summary => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Count:N0} {(Count == 1 ? "value is" : "values are")} missing or malformed, and left out: " +
        $"{string.Join(", ", counts.Select(kind => $"{kind.Key} ({kind.Value})"))}");
}
