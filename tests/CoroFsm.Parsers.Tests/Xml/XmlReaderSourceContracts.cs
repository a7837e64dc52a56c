using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml;

public sealed class XmlReaderSourceOverStream : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        new XmlReaderSource(Streams.Of(document, chunks)).Run(target);
        return Task.CompletedTask;
    }
}

public sealed class XmlReaderSourceAsync : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks) =>
        new XmlReaderSource(Streams.Of(document, chunks)).RunAsync(target, TestContext.Current.CancellationToken);
}

public sealed class XmlReaderSourceOverText : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        new XmlReaderSource(new StreamReader(Streams.Of(document, chunks), Encoding.UTF8)).Run(target);
        return Task.CompletedTask;
    }
}

/// <summary>A custom reader that cannot return values piece by piece.</summary>
public sealed class XmlReaderSourceOverReaderWithoutPieces : SaxSourceContract
{
    protected override bool GivesPieces => false;

    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        new XmlReaderSource(new PieceReader(Streams.Of(document, chunks), pieceSize: 0)).Run(target);
        return Task.CompletedTask;
    }
}

/// <summary>A custom reader whose pieces end in the middle of surrogate pairs.</summary>
public sealed class XmlReaderSourceOverReaderWithSmallPieces : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        new XmlReaderSource(new PieceReader(Streams.Of(document, chunks), pieceSize: 4)).Run(target);
        return Task.CompletedTask;
    }
}

/// <summary>Read on one thread and handled on another.</summary>
public sealed class XmlReaderSourceOnTwoThreads : SaxSourceContract
{
    protected override Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks)
    {
        using var threaded = new ThreadedSaxStage(target);
        try
        {
            new XmlReaderSource(Streams.Of(document, chunks)).Run(threaded);
        }
        finally
        {
            threaded.Join();
        }

        return Task.CompletedTask;
    }
}
