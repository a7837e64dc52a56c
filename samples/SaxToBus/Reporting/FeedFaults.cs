using System.Runtime.InteropServices;

namespace SaxToBus;

/// <summary>Counts the values of a feed that are missing or malformed, and keeps the first of them to report.</summary>
internal sealed class FeedFaults
{
    /// <summary>How many are told of with their place; all are counted.</summary>
    public const int MaxTold = 20;

    private readonly List<(string Message, int Line, int Column)> told = [];
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
        if (Count++ < MaxTold)
            told.Add((message, line, column));
        CollectionsMarshal.GetValueRefOrAddDefault(counts, kind, out _)++;
    }

    /// <summary>Tells of the first ones, each with its place, and how many there are of each kind; nothing if there are none.</summary>
    /// <param name="source">What the feed is called.</param>
    public IEnumerable<string> Lines(string source)
    {
        foreach (var (message, line, column) in told)
            yield return Printable.Line($"{source}({line},{column}): {message}");
        if (Count > 0)
            yield return Printable.Line($"{source}: {Summary}");
    }

    /// <summary>Gets what kinds there are, whatever their counts and their order in the feed; "" if there are none.</summary>
    public string Kinds => string.Join(", ", counts.Keys.Order(StringComparer.Ordinal));

    /// <summary>Gets the counts in one line.</summary>
    public string Summary => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Count:N0} {(Count == 1 ? "value is" : "values are")} missing or malformed, and left out: {string.Join(", ", counts.Select(kind => $"{kind.Key} ({kind.Value})"))}");
}
