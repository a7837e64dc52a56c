using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Lines;

/// <summary>Represents the current line of a splitter. A <see cref="TextLine"/> is a view of it.</summary>
internal sealed class LineToken
{
    private byte[]? array;
    /// <summary>The bytes, if they are not in an array.</summary>
    private ReadOnlyMemory<byte> memory;
    /// <summary>The offset in the stream that corresponds to index 0.</summary>
    private long origin;
    private int start;
    private int length;

    /// <summary>Gets the number of the line; 0 if there is none, so that views of older lines are detected.</summary>
    internal long Number { get; private set; }

    internal ReadOnlySpan<byte> Utf8 => array is not null ? new(array, start, length) : FromMemory();

    internal long ByteOffset => origin + start;

    /// <summary>Gets or sets a value indicating whether the line was truncated.</summary>
    internal bool IsTruncated { get; set; }

    /// <summary>Gets a value indicating whether this is a copy, which remains valid.</summary>
    internal bool IsDetached { get; private init; }

    /// <summary>Sets the bytes that contain the next lines.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The offset of the bytes in the stream.</param>
    /// <returns>The index of the first byte, for <see cref="MoveNext"/>.</returns>
    internal int SetBytes(ReadOnlyMemory<byte> bytes, long offset)
    {
        if (MemoryMarshal.TryGetArray(bytes, out var segment))
        {
            array = segment.Array;
            origin = offset - segment.Offset;
            return segment.Offset;
        }

        array = null;
        memory = bytes;
        origin = offset;
        return 0;
    }

    internal void MoveNext(int start, int length, long number)
    {
        this.start = start;
        this.length = length;
        Number = number;
    }

    internal void Close() => Number = 0;

    /// <summary>Separate method: inlined, it would give each reader of a line a large frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> FromMemory() => memory.Span.Slice(start, length);

    internal LineToken Detach()
    {
        if (IsDetached)
            return this;

        var copy = new LineToken { IsDetached = true, IsTruncated = IsTruncated };
        copy.SetBytes(Utf8.ToArray(), ByteOffset);
        copy.MoveNext(0, length, Number);
        return copy;
    }
}
