using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus;

/// <summary>Makes events of a feed.</summary>
/// <param name="Source">By what.</param>
/// <param name="ChunkSize">How many bytes it gets at a time, at most; null: as they come.</param>
internal sealed record FeedParser(XmlSource Source, int? ChunkSize)
{
    /// <summary>Parses a feed to its end.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="target">Gets the events; comments and processing instructions are left out.</param>
    public void Run(Stream feed, IObserver<SaxEvent> target)
    {
        if (Source == XmlSource.Push)
        {
            var parser = PushParserTo(target);
            using ((IDisposable)parser)
                feed.PushTo(parser, chunkSize: ChunkSize ?? CoroFsm.Pipelines.Source.DefaultChunkSize);
        }
        else
        {
            using var chunks = ChunkSize is { } size ? new ChunkedStream(feed, size) : null;
            new XmlReaderSource(chunks ?? feed, new() { IgnoreComments = true, IgnoreProcessingInstructions = true }).Run(target);
        }
    }

    /// <summary>Parses a feed to its end, as it comes.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="target">Gets the events; comments and processing instructions are left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Stream feed, IObserver<SaxEvent> target, CancellationToken cancellationToken)
    {
        await using var chunks = ChunkSize is { } size ? new ChunkedStream(feed, size) : null;
        if (Source == XmlSource.Push)
        {
            var parser = PushParserTo(target);
            using ((IDisposable)parser)
                await (chunks ?? feed).PushToAsync(parser, cancellationToken: cancellationToken);
        }
        else
        {
            var source = new XmlReaderSource(chunks ?? feed, new() { IgnoreComments = true, IgnoreProcessingInstructions = true });
            await source.RunAsync(target, cancellationToken);
        }
    }

    private static IObserver<ByteChunk> PushParserTo(IObserver<SaxEvent> target)
    {
        var options = new XmlPushOptions { IgnoreComments = true, IgnoreProcessingInstructions = true };
        return target is ThreadedSaxStage stage
            ? new XmlPushParser<ThreadedSaxHandler>(new(stage), options)
            : new XmlPushParser(target, options);
    }
}
