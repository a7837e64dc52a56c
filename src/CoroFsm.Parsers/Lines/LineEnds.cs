using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// Finds line ends, 64 bytes at once: where lines are short, a search for each of them costs more than what lies between.
/// </summary>
internal static class LineEnds
{
    internal const byte LineFeed = (byte)'\n';
    internal const byte CarriageReturn = (byte)'\r';
    /// <summary>The least room that <see cref="Collect"/> needs.</summary>
    internal const int MinRoom = BlockLength + 2;

    private const int BlockLength = 64;

    /// <summary>Collects where lines end: at LF, and at CR unless LF follows.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">Where to begin; is moved on to where there was no more room, or to the end.</param>
    /// <param name="ends">Gets the places.</param>
    /// <param name="isAscii">Whether what was searched is ASCII, and so valid UTF-8; false where that is not known.</param>
    /// <returns>How many places there are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int Collect(ReadOnlySpan<byte> bytes, ref int at, Span<int> ends, out bool isAscii)
    {
        var count = 0;
        var block = at;
        var all = Vector512<byte>.Zero;
        for (; bytes.Length - block >= BlockLength && ends.Length - count >= MinRoom; block += BlockLength)
        {
            var vector = Vector512.Create(bytes.Slice(block, BlockLength));
            all |= vector;
            count += Write(Mark(vector, bytes, block), block, ends[count..]);
        }

        isAscii = all.ExtractMostSignificantBits() == 0;
        if (block < bytes.Length && ends.Length - count >= MinRoom)
        {
            count += Write(MarkRest(bytes, block, ref isAscii), block, ends[count..]);
            block = bytes.Length;
        }

        at = block;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mark(Vector512<byte> vector, ReadOnlySpan<byte> bytes, int at)
    {
        var feeds = Vector512.Equals(vector, Vector512.Create(LineFeed)).ExtractMostSignificantBits();
        var returns = Vector512.Equals(vector, Vector512.Create(CarriageReturn)).ExtractMostSignificantBits() & ~(feeds >> 1);
        if (returns == 0)
            return feeds;

        // The last byte's successor is in the next block.
        var next = at + BlockLength;
        return feeds | (next < bytes.Length && bytes[next] == LineFeed ? returns & (ulong.MaxValue >> 1) : returns);
    }

    private static ulong MarkRest(ReadOnlySpan<byte> bytes, int at, ref bool isAscii)
    {
        // The last block is taken from the end, and what has been seen of it is shifted out.
        if (bytes.Length >= BlockLength)
        {
            var start = bytes.Length - BlockLength;
            var vector = Vector512.Create(bytes[start..]);
            isAscii &= vector.ExtractMostSignificantBits() == 0;
            return Mark(vector, bytes, start) >> (at - start);
        }

        isAscii = false;
        ulong ends = 0;
        for (var i = at; i < bytes.Length; i++)
        {
            if (bytes[i] == LineFeed || (bytes[i] == CarriageReturn && (i + 1 == bytes.Length || bytes[i + 1] != LineFeed)))
                ends |= 1UL << (i - at);
        }

        return ends;
    }

    /// <summary>
    /// Writes the places of marks. Two are written whether they are there or not: a branch on each would be mispredicted about once a
    /// line.
    /// </summary>
    /// <remarks>Calls nothing: a call would make the loop around it keep its vector in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(ulong marks, int block, Span<int> ends)
    {
        var count = BitOperations.PopCount(marks);
        ends[1] = block + BitOperations.TrailingZeroCount(marks & (marks - 1));
        ends[0] = block + BitOperations.TrailingZeroCount(marks);
        for (var i = 2; i < count; i++)
        {
            marks &= marks - 1;
            ends[i] = block + BitOperations.TrailingZeroCount(marks & (marks - 1));
        }

        return count;
    }
}
