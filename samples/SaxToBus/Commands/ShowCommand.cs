using CoroFsm;
using CoroFsm.Parsers;
using Spectre.Console;

namespace SaxToBus;

/// <summary>Shows the buses of a feed, and then says what it has done.</summary>
internal static class ShowCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="options">What to show.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <param name="cancellation">Ends the run; the rows so far are shown.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(ShowOptions options, StandardStreams streams, CancellationToken cancellation) =>
        Outcome.OfAsync(FeedInput.NameOf(options.File), streams.Error, () =>
        {
            using var feed = FeedInput.Open(options.File, streams, cancellation);
            var summary = Show(feed, options, streams);
            streams.Error.WriteLine(summary);
        });

    private static RunSummary Show(FeedInput feed, ShowOptions options, StandardStreams streams)
    {
        var started = streams.Time.GetTimestamp();
        var format = options.FormatFor(streams.IsOutputTerminal);
        var output = new OutputStream(streams.OpenOutput());

        long read = 0, shown = 0, events;
        using (var rows = BusWriter.Create(format, output, streams.IsOutputTerminal, options.Filter))
        using (FeedProgress.Watch(feed, ProgressConsole(rows, streams), streams.Time))
        {
            feed.WhenIdle(rows.Flush);
            events = Read(feed, bus =>
            {
                read++;
                if (!options.Filter.Matches(bus))
                    return;
                shown++;
                rows.Write(bus);
            });
        }

        return new(read, shown, events, feed.BytesRead, streams.Time.GetElapsedTime(started), PeakMemory.Bytes);
    }

    /// <summary>Sends the events of a feed to the machine.</summary>
    /// <returns>How many there were.</returns>
    private static long Read(FeedInput feed, Action<Bus> emit)
    {
        using var machine = Machine.Start<SaxEvent>(sax => BusFeed.Read(sax, emit));
        var counter = new EventCounter(machine);
        new XmlReaderSource(feed.Stream).Run(counter);
        return counter.Count;
    }

    /// <summary>Chooses the console for the progress bar. Rows that go to the same terminal must know of it, or there is none.</summary>
    private static IAnsiConsole? ProgressConsole(IBusWriter rows, StandardStreams streams) => streams switch
    {
        { IsErrorTerminal: false } => null,
        { IsOutputTerminal: false } => Terminals.Create(streams.Error, isTerminal: true),
        _ => (rows as TableBusWriter)?.Console,
    };
}
