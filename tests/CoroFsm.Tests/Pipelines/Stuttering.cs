using System.Text;

namespace CoroFsm.Tests.Pipelines;

/// <summary>A stream that gives chunk by chunk, and then ends or fails.</summary>
internal sealed class Stuttering(string[] chunks, Exception? failure) : MemoryStream
{
    private int at;

    public bool IsClosed { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (at == chunks.Length)
            return failure is null ? 0 : throw failure;
        Encoding.ASCII.GetBytes(chunks[at]).CopyTo(buffer);
        return chunks[at++].Length;
    }

    /// <summary>It does not look at the token: not every stream does.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return Read(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
