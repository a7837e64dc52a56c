using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SaxToBus;

/// <summary>The options for feeds that are followed, and for maps.</summary>
internal sealed class LiveOptions
{
    private const long MaxMilliseconds = 7 * 86_400_000;

    private readonly Argument<string?> file;
    private readonly Option<bool> follow = new("--follow")
    {
        Description = "Go on: ask for an http or https address again and again, read a file as it grows (with --every: from its start " +
            "when it has changed), stay with a connection.",
    };

    private readonly Option<TimeSpan?> every = Time<TimeSpan?>(
        "--every",
        "How often to ask, or to show what has come. [default: 10s, and 1s for what comes by itself]",
        null);

    private readonly Option<TimeSpan> stale = Time(
        "--stale",
        "Drop a vehicle that was recorded longer ago, or not heard of for so long; none: keep it, however old it is.",
        TimeSpan.FromMinutes(5),
        allowsNone: true);

    private readonly Option<string?> log = new("--log")
    {
        Description = "Append each change to a file, a line of JSON each.",
        HelpName = "FILE.jsonl",
    };

    private readonly Option<string?> map = new("--map")
    {
        Description = "Write a page with a map of the buses; of all, if no route or direction is given.",
        HelpName = "FILE.html",
    };

    private readonly Option<int?> serve = new("--serve")
    {
        Description = "Serve the map, as it moves, to this machine: http://localhost:port. 0 takes any port.",
        HelpName = "port",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
                return port;
            result.AddError("--serve takes a port from 0 to 65535.");
            return null;
        },
    };

    private readonly WebArguments web = new();
    private readonly Option<TimeZoneInfo?> zone = new("--zone")
    {
        Description = "The zone of times that state none, such as Europe/London or +01:00. [default: none; such a time is malformed]",
        HelpName = "zone",
        CustomParser = result =>
        {
            if (Zones.TryParse(result.Tokens[0].Value, out var zone))
                return zone;
            result.AddError("--zone takes the name of a time zone, such as Europe/London, an offset such as +01:00, or Z.");
            return null;
        },
    };

    /// <summary>Adds the options to the root command.</summary>
    /// <param name="root">The root command.</param>
    /// <param name="file">The feed.</param>
    /// <param name="forRows">What is only for rows.</param>
    public LiveOptions(RootCommand root, Argument<string?> file, params Option[] forRows)
    {
        this.file = file;
        foreach (var option in (Option[])[follow, every, stale, log, map, serve, zone])
            root.Add(option);
        web.AddTo(root);
        root.Validators.Add(result =>
        {
            var follows = result.GetValue(follow);
            if (follows && result.GetValue(file) is null)
                result.AddError("--follow needs a FILE: a file, an address, or - for standard input.");
            foreach (var option in (Option[])[every, stale, log, serve])
            {
                if (!follows && IsGiven(result, option))
                    result.AddError($"{option.Name} needs --follow.");
            }

            web.Validate(result, result.GetValue(file));
            foreach (var option in forRows)
            {
                if (IsGiven(result, option) && (follows || (IsGiven(result, map) && option.Name == "--format")))
                    result.AddError($"{option.Name} does not go with {(follows ? "--follow" : "--map")}.");
            }
        });
    }

    /// <summary>Determines whether the feed is followed.</summary>
    public bool IsFollowing(ParseResult parsed) => parsed.GetValue(follow);

    /// <summary>Gets where the map is written; null for nowhere.</summary>
    public string? MapOf(ParseResult parsed) => parsed.GetValue(map);

    /// <summary>Gets the options of requests to a web server.</summary>
    public WebOptions WebOf(ParseResult parsed) => web.Of(parsed);

    /// <summary>Gets the zone of times that state none; null for none.</summary>
    public TimeZoneInfo? ZoneOf(ParseResult parsed) => parsed.GetValue(zone);

    /// <summary>Gets what an option of the filter says; any if it is not given, where everything is of interest.</summary>
    public string OrAny(ParseResult parsed, Option<string> option) =>
        (IsFollowing(parsed) || MapOf(parsed) is not null) && parsed.GetResult(option) is null or { Implicit: true }
            ? BusFilter.Any
            : parsed.GetRequiredValue(option);

    /// <summary>Gets what to follow, and how.</summary>
    public FollowOptions Of(ParseResult parsed, BusFilter filter, FeedParser parser) => new(parsed.GetValue(file)!, filter, parser)
    {
        Every = parsed.GetValue(every),
        Stale = parsed.GetValue(stale),
        Web = WebOf(parsed),
        Zone = ZoneOf(parsed),
        Log = parsed.GetValue(log),
        Map = parsed.GetValue(map),
        Port = parsed.GetValue(serve),
    };

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>Creates an option that takes a time.</summary>
    internal static Option<T> Time<T>(string name, string description, T otherwise, bool allowsNone = false)
    {
        var option = new Option<T>(name) { Description = description, HelpName = "time" };
        option.DefaultValueFactory = _ => otherwise;
        option.CustomParser = result =>
        {
            if (allowsNone && result.Tokens[0].Value == "none")
                return (T)(object)TimeSpan.MaxValue;
            if (TryTime(result.Tokens[0].Value, out var time))
                return (T)(object)time;
            result.AddError($"{name} takes a time from 1ms to 7d, such as 10s, 500ms, 5m or 1h{(allowsNone ? ", or none" : "")}.");
            return default;
        };
        return option;
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        var length = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (length <= 0 || !int.TryParse(text.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;

        var unit = text[length..] switch { "ms" => 1L, "s" => 1000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => 0 };
        if (unit * count is <= 0 or > MaxMilliseconds)
            return false;

        time = TimeSpan.FromMilliseconds(unit * count);
        return true;
    }
}
