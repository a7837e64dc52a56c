namespace SaxToBus;

/// <summary>Writes a made-up feed to standard output.</summary>
internal static class GenerateCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="shape">What the feed looks like.</param>
    /// <param name="buses">How many buses the feed has.</param>
    /// <param name="seed">What makes this feed different from others.</param>
    /// <param name="streams">Where to write.</param>
    /// <param name="cancellationToken">Ends the run; the buses so far are written.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        FeedShapeName shape, long buses, ulong seed, StandardStreams streams, CancellationToken cancellationToken) =>
        Outcome.OfAsync("generate", streams.Error, () =>
        {
            var output = new OutputStream(streams.OpenOutput());
            var writer = new Utf8Writer(output);
            try
            {
                if (shape == FeedShapeName.Siri)
                    SiriGenerator.Write(writer, buses, seed, cancellationToken);
                else
                    FeedGenerator.Write(writer, buses, seed, cancellationToken);
            }
            finally
            {
                writer.Flush();
            }
        });
}
