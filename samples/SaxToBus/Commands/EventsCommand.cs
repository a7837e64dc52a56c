using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>Lists the events of a document.</summary>
internal static class EventsCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="file">The document: a file, an address, or <c>-</c> for standard input.</param>
    /// <param name="parser">What parses it.</param>
    /// <param name="web">The options of a request to a web server.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <param name="cancellationToken">Ends the run; the entries so far are written.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        string file, FeedParser parser, WebOptions web, StandardStreams streams, CancellationToken cancellationToken) =>
        Outcome.OfAsync(FeedInput.NameOf(file), streams.Error, () =>
        {
            using var feed = FeedInput.Open(file, streams, cancellationToken, web);
            var output = new OutputStream(streams.OpenOutput());
            var writer = new Utf8Writer(output);
            feed.WhenIdle(writer.Flush);
            var console = streams is { IsErrorTerminal: true, IsOutputTerminal: false }
                ? Terminals.Create(streams.Error, isTerminal: true)
                : null;
            try
            {
                using (FeedProgress.Watch(feed, console, streams.Time))
                using (var machine = Machine.Start<SaxEvent>(sax => EventLog.Write(sax, writer)))
                    parser.Run(feed.Stream, machine);
            }
            finally
            {
                writer.Flush();
            }
        });
}
