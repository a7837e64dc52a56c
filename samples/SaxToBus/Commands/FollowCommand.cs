using Spectre.Console;

namespace SaxToBus;

/// <summary>Follows a feed: as a table on a terminal, else as lines of JSON; in a log, and on a map.</summary>
internal static class FollowCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="options">What to follow.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(FollowOptions options, StandardStreams streams, CancellationToken cancellationToken) =>
        Outcome.OfAsync(options.Name, streams.Error, () => FollowAsync(options, streams, cancellationToken).GetAwaiter().GetResult());

    private static async Task FollowAsync(FollowOptions options, StandardStreams streams, CancellationToken cancellationToken)
    {
        using var log = options.Log is { } path ? ChangeLog.AppendTo(path) : null;
        await using var server = options.Port is { } port
            ? await MapServer.StartAsync(port, options.Filter, streams.Time, cancellationToken)
            : null;
        if (server is not null)
            await streams.Error.WriteLineAsync($"The map is at {server.Address}");

        var output = new OutputStream(streams.OpenOutput());
        void Show(BoardRound round)
        {
            log?.Write(round);
            server?.Show(round);
            if (options.Map is { } map)
                MapPage.WriteTo(map, round, options.Filter);
        }

        void Warn(string line) => streams.Error.WriteLine(Printable.Line(line));

        if (!streams.IsOutputTerminal)
        {
            using var lines = new ChangeLog(output);
            await new Follower(options, streams, round => { Show(round); lines.Write(round); }, Warn).RunAsync(cancellationToken);
            return;
        }

        var console = Terminals.Create(new StreamWriter(output) { AutoFlush = true }, isTerminal: true);
        var table = new LiveTable(options, console);
        await console.Live(table.Current).AutoClear(false).StartAsync(context =>
        {
            // On the terminal of the table a warning has to go above it.
            var screen = new LiveScreen(table, context, console);
            var follower = new Follower(
                options,
                streams,
                round => { Show(round); screen.Show(round); },
                streams.IsErrorTerminal ? screen.Warn : Warn);
            return follower.RunAsync(cancellationToken);
        });
    }
}
