using System.Buffers;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents a buffer of bytes that grows at the end and can be truncated.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    private byte[] bytes = [];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    internal byte[] Array => bytes;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return bytes.AsSpan(Length);
    }

    internal void Cut(int length) => Length = length;

    internal void Add(byte value)
    {
        EnsureRoom(1);
        bytes[Length++] = value;
    }

    internal void Add(ReadOnlySpan<byte> more)
    {
        EnsureRoom(more.Length);
        more.CopyTo(bytes.AsSpan(Length));
        Length += more.Length;
    }

    private void EnsureRoom(int more)
    {
        if (Length + more <= bytes.Length)
            return;

        // By a factor, a small one for large buffers: they need not have room for twice their contents.
        var growth = Math.Max(Math.Min(bytes.Length, 1 << 20), bytes.Length / 8);
        System.Array.Resize(ref bytes, Math.Max(Length + more, Math.Max(256, bytes.Length + growth)));
    }
}
