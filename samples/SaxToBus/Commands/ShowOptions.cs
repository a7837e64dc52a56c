namespace SaxToBus;

/// <summary>What to show.</summary>
/// <param name="File">The feed: a file, an address, <c>-</c> for standard input, or null for the embedded one.</param>
/// <param name="Filter">The buses that are shown.</param>
/// <param name="Format">How they are shown; null for what fits the output.</param>
/// <param name="Parser">What parses the feed.</param>
/// <param name="UsesThreads">Whether the feed is parsed on one thread and processed on another.</param>
/// <param name="Backend">What runs the machine that finds the buses.</param>
internal sealed record ShowOptions(
    string? File, BusFilter Filter, OutputFormat? Format, FeedParser Parser, bool UsesThreads, Backend Backend)
{
    /// <summary>Gets the options of a request to a web server.</summary>
    public WebOptions Web { get; init; } = WebOptions.Default;

    /// <summary>Gets the zone of times that state none; null: such a time is malformed.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Gets where a map is written instead of rows; null for nowhere.</summary>
    public string? Map { get; init; }

    /// <summary>Gets the format: the one that was asked for; else a table for people, and lines for programs.</summary>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <remarks>The embedded feed is there to be looked at, wherever it is shown.</remarks>
    public OutputFormat FormatFor(bool isTerminal) => Format ?? (isTerminal || File is null ? OutputFormat.Table : OutputFormat.Csv);
}
