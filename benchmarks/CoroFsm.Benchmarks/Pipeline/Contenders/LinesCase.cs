using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Reads lines as UTF-8 in place.</summary>
internal sealed class LinesCase(string name, string baseline) : LineCase(name, baseline), IObserver<TextLine>
{
    public void OnNext(TextLine value) => Work += 1 + value.Utf8.Length;

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    protected override void Read(byte[] bytes) => Chunks.Push(bytes, new LineSplitter((IObserver<TextLine>)this));
}

/// <summary>Reads lines as strings.</summary>
internal sealed class LineStringsCase(string name, string baseline) : LineCase(name, baseline), IObserver<string>
{
    public void OnNext(string value) => Work += 1 + value.Length;

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    protected override void Read(byte[] bytes) => Chunks.Push(bytes, new LineSplitter((IObserver<string>)this));
}

internal static class Chunks
{
    /// <summary>Pushes bytes in the chunks of a stream.</summary>
    internal static void Push(byte[] bytes, IObserver<ByteChunk> target)
    {
        for (var at = 0; at < bytes.Length; at += LogLines.ChunkSize)
            target.OnNext(new(bytes.AsMemory(at, Math.Min(LogLines.ChunkSize, bytes.Length - at))));
        target.OnCompleted();
    }
}
