using System.IO.Pipelines;
using CoroFsm.Parsers.Tests.Support;

namespace CoroFsm.Parsers.Tests.Xml.Push;

public sealed class XmlPushParserWhole : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        foreach (var chunk in Pieces.Of(document, chunks))
            parser.Feed(chunk.Span);
        parser.Complete();
        return Task.CompletedTask;
    }
}

public sealed class XmlPushParserByteByByte : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        foreach (var b in document)
            parser.Feed([b]);
        parser.Complete();
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

/// <summary>As a stage behind a source of chunks.</summary>
public sealed class XmlPushParserAsStage : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var parser = new XmlPushParser(target);
        IObserver<ByteChunk> stage = parser;
        foreach (var chunk in Pieces.Of(document, chunks))
            stage.OnNext(chunk);
        stage.OnCompleted();
        return Task.CompletedTask;
    }
}
