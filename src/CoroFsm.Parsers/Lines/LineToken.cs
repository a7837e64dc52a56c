using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Lines;

/// <summary>The line that a splitter is at; <see cref="TextLine"/> is a view onto it.</summary>
internal sealed class LineToken
{
    private byte[]? array;
    /// <summary>The bytes where they are not in an array.</summary>
    private ReadOnlyMemory<byte> memory;
    /// <summary>The offset in the stream of what would be index 0.</summary>
    private long origin;
    private int start;
    private int length;

    /// <summary>Gets the number of the line; 0 when there is none, so that views of older lines are found out.</summary>
    internal long Number { get; private set; }

    internal ReadOnlySpan<byte> Utf8 => array is not null ? new(array, start, length) : FromMemory();

    internal long ByteOffset => origin + start;

    /// <summary>Gets or sets a value indicating whether the line was longer than the limit.</summary>
    internal bool IsTruncated { get; set; }

    /// <summary>Gets a value indicating whether this is a copy, which stays.</summary>
    internal bool IsDetached { get; private init; }

    /// <summary>Sets the bytes that the next lines are in.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Where they begin in the stream.</param>
    /// <returns>The index of the first byte, for <see cref="GoOn"/>.</returns>
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

    internal void GoOn(int start, int length, long number)
    {
        this.start = start;
        this.length = length;
        Number = number;
    }

    internal void Close() => Number = 0;

    /// <summary>Kept out of line: inlined, it would give each reader of a line a large frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> FromMemory() => memory.Span.Slice(start, length);

    internal LineToken Detach()
    {
        if (IsDetached)
            return this;

        var copy = new LineToken { IsDetached = true, IsTruncated = IsTruncated };
        copy.SetBytes(Utf8.ToArray(), ByteOffset);
        copy.GoOn(0, length, Number);
        return copy;
    }
}
