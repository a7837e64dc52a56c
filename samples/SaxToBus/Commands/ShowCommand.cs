using CoroFsm.Parsers.Xml;
using Spectre.Console;

namespace SaxToBus;

/// <summary>Shows the buses of a feed, and then says what it has done.</summary>
internal static class ShowCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="options">What to show.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <param name="cancellationToken">Ends the run; the rows so far are shown.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(ShowOptions options, StandardStreams streams, CancellationToken cancellationToken) =>
        Outcome.OfAsync(FeedInput.NameOf(options.File), streams.Error, () =>
        {
            using var feed = FeedInput.Open(options.File, streams, cancellationToken, options.Web);
            var faults = new FeedFaults { Zone = options.Zone };
            var tally = new Tally();
            try
            {
                var summary = Show(feed, options, streams, tally, faults);
                Tell(faults, feed, streams);
                foreach (var (_, line) in faults.Content.Lines(feed.Name, tally.Read, isComplete: true))
                    streams.Error.WriteLine(line);
                streams.Error.WriteLine(summary);
                return faults.Content.IsRecognized(tally.Read, isComplete: true) ? ExitCode.Done : ExitCode.Unrecognized;
            }
            catch
            {
                Tell(faults, feed, streams);
                throw;
            }
        });

    private static void Tell(FeedFaults faults, FeedInput feed, StandardStreams streams)
    {
        foreach (var line in faults.Lines(feed.Name))
            streams.Error.WriteLine(line);
    }

    private static RunSummary Show(FeedInput feed, ShowOptions options, StandardStreams streams, Tally tally, FeedFaults faults)
    {
        var started = streams.Time.GetTimestamp();
        var format = options.FormatFor(streams.IsOutputTerminal);
        var output = new OutputStream(streams.OpenOutput());

        using (var rows = options.Map is { } map
            ? new MapBusWriter(map, options.Filter, streams.Time)
            : BusWriter.Create(format, output, streams.IsOutputTerminal, options.Filter))
        using (FeedProgress.Watch(feed, ProgressConsole(rows, streams), streams.Time))
        using (var pipeline = new BusPipeline(options.Backend, options.Filter, rows, tally, faults))
        {
            if (options.UsesThreads)
                tally.Events = ReadOnTwoThreads(feed, options.Parser, pipeline, rows);
            else
                ReadOnOneThread(feed, options.Parser, pipeline, rows);
        }

        return new(tally, feed.BytesRead, streams.Time.GetElapsedTime(started), PeakMemory.Bytes);
    }

    private static void ReadOnOneThread(FeedInput feed, FeedParser parser, BusPipeline pipeline, IBusWriter rows)
    {
        feed.WhenIdle(rows.Flush);
        parser.Run(feed.Stream, pipeline.Entry);
    }

    /// <summary>Parses on this thread, and finds, filters and writes the buses on another.</summary>
    /// <returns>How many events there were.</returns>
    private static long ReadOnTwoThreads(FeedInput feed, FeedParser parser, BusPipeline pipeline, IBusWriter rows)
    {
        // An input that has kept us waiting once is a live one: from then on its rows are handed over as soon as there is nothing
        // else to do.
        var isLive = false;
        using var threaded = new ThreadedSaxStage(pipeline.UncountedEntry, idle: () =>
        {
            if (Volatile.Read(ref isLive))
                rows.Flush();
        });
        feed.WhenIdle(() =>
        {
            Volatile.Write(ref isLive, true);
            threaded.Flush();
        });
        parser.Run(feed.Stream, threaded);
        threaded.Join();
        return threaded.Handled;
    }

    /// <summary>Chooses the console for the progress bar. Rows that go to the same terminal must know of it, or there is none.</summary>
    private static IAnsiConsole? ProgressConsole(IBusWriter rows, StandardStreams streams) => streams switch
    {
        { IsErrorTerminal: false } => null,
        { IsOutputTerminal: false } => Terminals.Create(streams.Error, isTerminal: true),
        _ => (rows as TableBusWriter)?.Console,
    };
}
