using System.Buffers;

namespace CoroFsm.Durability.Records;

/// <summary>Represents a buffer that keeps its memory when it is cleared, unless it has become large.</summary>
internal sealed class PayloadBuffer : IBufferWriter<byte>
{
    private const int MaxKept = 1 << 16;

    private byte[] bytes = [];

    /// <summary>Gets the number of bytes that were written.</summary>
    internal int Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return bytes.AsSpan(Length);
    }

    /// <summary>Appends bytes.</summary>
    internal void Write(ReadOnlySpan<byte> content)
    {
        content.CopyTo(GetSpan(content.Length));
        Advance(content.Length);
    }

    /// <summary>Returns a part of what was written.</summary>
    internal ReadOnlySpan<byte> Slice(int start, int length) => bytes.AsSpan(start, length);

    /// <summary>Removes everything after a position.</summary>
    internal void Truncate(int length) => Length = length;

    internal void Clear()
    {
        Length = 0;
        if (bytes.Length > MaxKept)
            bytes = [];
    }

    private void EnsureRoom(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed > bytes.Length)
            Array.Resize(ref bytes, Math.Max(needed, Math.Max(256, bytes.Length * 2)));
    }
}
