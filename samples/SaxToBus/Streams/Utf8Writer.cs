using System.Buffers;
using System.Text;

namespace SaxToBus;

/// <summary>Writes UTF-8 to a stream, through 64 KiB of its own.</summary>
internal sealed class Utf8Writer(Stream stream) : IBufferWriter<byte>
{
    private byte[] buffer = new byte[64 << 10];
    private int length;

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        length++;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > buffer.Length - length)
            Empty();
        if (bytes.Length > buffer.Length)
        {
            stream.Write(bytes);
            return;
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    public void Write(string text)
    {
        var room = GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        length += Encoding.UTF8.GetBytes(text, room);
    }

    /// <inheritdoc/>
    public void Advance(int count) => length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return buffer.AsMemory(length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return buffer.AsSpan(length);
    }

    /// <summary>Hands over everything that was written.</summary>
    public void Flush()
    {
        Empty();
        stream.Flush();
    }

    private void MakeRoom(int size)
    {
        size = Math.Max(size, 1);
        if (size > buffer.Length - length)
            Empty();
        if (size > buffer.Length)
            buffer = new byte[size];
    }

    private void Empty()
    {
        // Before the write: what a closed pipe refused is not offered to it again.
        var full = buffer.AsSpan(0, length);
        length = 0;
        stream.Write(full);
    }
}
