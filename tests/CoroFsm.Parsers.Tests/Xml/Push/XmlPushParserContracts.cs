using System.IO.Pipelines;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml.Push;

public sealed class XmlPushParserWhole : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        Feeding.AsASource(parser, () =>
        {
            foreach (var chunk in Pieces.Of(document, chunks))
                parser.Feed(chunk.Span);
        });
        return Task.CompletedTask;
    }
}

public sealed class XmlPushParserByteByByte : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        Feeding.AsASource(parser, () =>
        {
            foreach (var b in document)
                parser.Feed([b]);
        });
        return Task.CompletedTask;
    }
}

public sealed class XmlPushParserOverStream : SaxSourceContract
{
    protected override async Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        await parser.FeedAsync(Streams.Of(document, chunks), cancellationToken: TestContext.Current.CancellationToken);
    }
}

public sealed class XmlPushParserOverPipe : SaxSourceContract
{
    protected override async Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        var reader = PipeReader.Create(Streams.Of(document, chunks));
        await parser.FeedAsync(reader, cancellationToken: TestContext.Current.CancellationToken);
    }
}

/// <summary>As a stage behind a source of bytes.</summary>
public sealed class XmlPushParserAsStage : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        Streams.Of(document, chunks).PushTo(parser);
        return Task.CompletedTask;
    }
}

/// <summary>As a stage behind an asynchronous source of bytes, with another one in between.</summary>
public sealed class XmlPushParserAsStageOfAPipeline : SaxSourceContract
{
    protected override async Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        await Streams.Of(document, chunks).PushToAsync(
            Stage.Tap((ByteChunk _) => { }, parser), cancellationToken: TestContext.Current.CancellationToken);
    }
}

/// <summary>With a statically typed handler.</summary>
public sealed class XmlPushParserWithItsHandler : SaxSourceContract
{
    protected override async Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser<Handler>(new(target));
        await parser.FeedAsync(Streams.Of(document, chunks), cancellationToken: TestContext.Current.CancellationToken);
    }

    private readonly struct Handler(IObserver<SaxEvent> target) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value) => target.OnNext(value);

        public void OnCompleted() => target.OnCompleted();

        public void OnError(Exception error) => target.OnError(error);
    }
}

/// <summary>Parsed on one thread and handled on another.</summary>
public sealed class XmlPushParserOnTwoThreads : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var threaded = new ThreadedSaxStage(target);
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(threaded));
        try
        {
            Streams.Of(document, chunks).PushTo(parser);
        }
        finally
        {
            threaded.Join();
        }

        return Task.CompletedTask;
    }
}

internal static class Feeding
{
    /// <summary>Feeds a parser directly, following the contract of a source.</summary>
    internal static void AsASource(XmlPushParser parser, Action feed)
    {
        try
        {
            feed();
        }
        catch (Exception error)
        {
            Source.Fail<ByteChunk>(parser, error);
            throw;
        }

        parser.Complete();
    }
}
