using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers;

/// <summary>Finds line ends, 64 bytes at once: where lines are short, a search for each of them costs more than what lies between.</summary>
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
        var all = Vector512<byte>.Zero;
        var block = at;
        for (; block < bytes.Length && count <= ends.Length - MinRoom; block += BlockLength)
        {
            var marks = bytes.Length - block >= BlockLength ? MarkBlock(bytes, block, ref all) : MarkRest(bytes, block, ref all);
            var place = ends.Slice(count, MinRoom);
            count += BitOperations.PopCount(marks);

            // Two places are written whether they are there or not: a branch on each end would be mispredicted about once a line.
            place[0] = block + BitOperations.TrailingZeroCount(marks);
            marks &= marks - 1;
            place[1] = block + BitOperations.TrailingZeroCount(marks);
            marks &= marks - 1;
            for (var i = 2; marks != 0; marks &= marks - 1)
                place[i++] = block + BitOperations.TrailingZeroCount(marks);
        }

        at = block;
        isAscii = all.ExtractMostSignificantBits() == 0;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MarkBlock(ReadOnlySpan<byte> bytes, int at, ref Vector512<byte> all)
    {
        var block = Vector512.Create(bytes.Slice(at, BlockLength));
        all |= block;
        var feeds = Vector512.Equals(block, Vector512.Create(LineFeed)).ExtractMostSignificantBits();
        var returns = Vector512.Equals(block, Vector512.Create(CarriageReturn)).ExtractMostSignificantBits();
        returns &= ~(feeds >> 1);
        if (returns == 0)
            return feeds;

        // The last byte's successor is in the next block.
        var next = at + BlockLength;
        return feeds | (next < bytes.Length && bytes[next] == LineFeed ? returns & (ulong.MaxValue >> 1) : returns);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong MarkRest(ReadOnlySpan<byte> bytes, int at, ref Vector512<byte> all)
    {
        // The last block is taken from the end, and what has been seen of it is shifted out.
        if (bytes.Length >= BlockLength)
        {
            var start = bytes.Length - BlockLength;
            return MarkBlock(bytes, start, ref all) >> (at - start);
        }

        all = Vector512<byte>.AllBitsSet;
        ulong ends = 0;
        for (var i = at; i < bytes.Length; i++)
        {
            if (bytes[i] == LineFeed || (bytes[i] == CarriageReturn && (i + 1 == bytes.Length || bytes[i + 1] != LineFeed)))
                ends |= 1UL << (i - at);
        }

        return ends;
    }
}
