namespace SaxToBus;

/// <summary>What to follow, and how.</summary>
/// <param name="File">The feed: a file, <c>http://</c>, <c>https://</c>, <c>tcp://</c>, or <c>-</c>.</param>
/// <param name="Filter">The vehicles that are followed.</param>
/// <param name="Parser">What parses the feed.</param>
internal sealed record FollowOptions(string File, BusFilter Filter, FeedParser Parser)
{
    /// <summary>Gets how often the feed is asked for, or what has come is shown; null for what fits the feed.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Gets the age at which a vehicle is gone, by its own time or else by ours; <see cref="TimeSpan.MaxValue"/>: never.</summary>
    public TimeSpan Stale { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the options of requests to a web server.</summary>
    public WebOptions Web { get; init; } = WebOptions.Default;

    /// <summary>Gets what spreads the polls of many clients after a failure.</summary>
    public Random Jitter { get; init; } = Random.Shared;

    /// <summary>Gets the zone of times that state none; null: such a time is malformed.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Gets what the feed is called in messages.</summary>
    public string Name => FeedInput.NameOf(File);

    /// <summary>Gets where changes are appended; null for nowhere.</summary>
    public string? Log { get; init; }

    /// <summary>Gets the path of the map, which is rewritten after each round. Default: null (no map).</summary>
    public string? Map { get; init; }

    /// <summary>Gets the port where the map is served; null for none.</summary>
    public int? Port { get; init; }

    /// <summary>Gets how often the feed is asked for, or what has come is shown.</summary>
    public TimeSpan Interval => Every ?? TimeSpan.FromSeconds(IsPolled ? 10 : 1);

    /// <summary>
    /// Gets a value indicating whether the feed is polled: a file is if an interval is given, and otherwise followed as it grows.
    /// </summary>
    public bool IsPolled =>
        WebAddress.Of(File) is not null || (Every is not null && File != FeedInput.StandardInput && !TcpFeed.IsAddress(File));
}
