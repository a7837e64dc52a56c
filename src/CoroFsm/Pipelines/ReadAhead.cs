using System.Diagnostics.CodeAnalysis;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents the bytes that a reader has taken from its input and not yet returned, and finds the ends of parts in them.
/// </summary>
internal sealed class ReadAhead
{
    private const int MinSize = 4096;

    private byte[] buffer = [];
    private int start;
    private int end;

    /// <summary>The number of bytes, from the start, that are known not to contain the delimiter.</summary>
    private int searched;

    /// <summary>The number of bytes of the input before the start.</summary>
    private long offset;

    internal int Length => end - start;

    /// <summary>Gets the room for further bytes, at least one: what was returned before is overwritten.</summary>
    internal Memory<byte> Room(int atLeast = 1)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, Length).CopyTo(buffer);
            (start, end) = (0, Length);
        }

        if (buffer.Length - end < atLeast)
            Array.Resize(ref buffer, Math.Max(Math.Max(MinSize, end + atLeast), Math.Min(buffer.Length, Array.MaxLength / 2) * 2));
        return buffer.AsMemory(end);
    }

    /// <summary>Adds the bytes that have been put into the room.</summary>
    internal void Advance(int count) => end += count;

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).Span);
        Advance(bytes.Length);
    }

    internal int Take(Span<byte> into)
    {
        var count = Math.Min(Length, into.Length);
        buffer.AsSpan(start, count).CopyTo(into);
        Skip(count);
        return count;
    }

    /// <summary>Begins to look for a delimiter, perhaps another one than before.</summary>
    internal void BeginSearch() => searched = 0;

    /// <summary>Takes the bytes before a delimiter, and the delimiter.</summary>
    /// <exception cref="InvalidDataException">There are more bytes than the maximum.</exception>
    internal bool TryTakeUntil(ReadOnlySpan<byte> delimiter, int maxLength, bool isLine, [NotNullWhen(true)] out ReadOnlyMemory<byte>? part)
    {
        var from = Math.Max(0, searched - delimiter.Length + 1);
        var index = buffer.AsSpan(start + from, Length - from).IndexOf(delimiter);
        if (index < 0)
        {
            searched = Length;
            if (Length >= (long)maxLength + delimiter.Length + (isLine ? 1 : 0))
                throw TooLong(maxLength, isLine);
            part = null;
            return false;
        }

        var taken = from + index;
        var length = isLine && taken > 0 && buffer[start + taken - 1] == (byte)'\r' ? taken - 1 : taken;
        if (length > maxLength)
            throw TooLong(maxLength, isLine);
        part = buffer.AsMemory(start, length);
        Skip(taken + delimiter.Length);
        return true;
    }

    internal bool TryTakeExactly(int count, out ReadOnlyMemory<byte> part)
    {
        part = default;
        if (Length < count)
            return false;
        part = buffer.AsMemory(start, count);
        Skip(count);
        return true;
    }

    /// <summary>Creates the exception for an input that ends inside of a part.</summary>
    internal EndOfStreamException EndsInside(string what) => new(
        $"The input ended inside {what}, which begins at byte {offset} and has {Length} bytes so far. "
        + "Treat what has been received as incomplete.");

    private InvalidDataException TooLong(int maxLength, bool isLine) => new(
        $"The {(isLine ? "line" : "part")} that begins at byte {offset} of the input exceeds {maxLength} bytes. "
        + "Close the connection, or raise maxLength.");

    private void Skip(int count)
    {
        start += count;
        offset += count;
        searched = 0;
    }
}
