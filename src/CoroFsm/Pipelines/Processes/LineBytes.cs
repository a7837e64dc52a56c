using System.Buffers;

namespace CoroFsm.Pipelines;

/// <summary>Represents a buffer of bytes to be written, which can be truncated.</summary>
internal sealed class LineBytes : IBufferWriter<byte>
{
    private byte[] bytes = new byte[4096];

    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> From(int start) => bytes.AsSpan(start, Count - start);

    internal void Truncate(int count) => Count = count;

    /// <summary>Writes all bytes to a stream and clears the buffer, even if writing fails.</summary>
    internal void WriteTo(Stream stream)
    {
        var count = Count;
        Count = 0;
        stream.Write(bytes, 0, count);
    }

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = Count + Math.Max(sizeHint, 1);
        if (needed > bytes.Length)
            Array.Resize(ref bytes, Math.Max(needed, 2 * bytes.Length));
        return bytes.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
