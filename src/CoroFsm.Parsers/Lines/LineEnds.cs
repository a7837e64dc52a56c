using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// Finds line ends, 64 bytes at a time. If lines are short, a separate search for each costs more than the bytes between.
/// </summary>
internal static class LineEnds
{
    internal const byte LineFeed = (byte)'\n';
    internal const byte CarriageReturn = (byte)'\r';
    /// <summary>The minimum room that <see cref="Collect"/> needs.</summary>
    internal const int MinRoom = BlockLength + 2;

    private const int BlockLength = 64;

    /// <summary>Collects the positions of line ends: at LF, and at CR unless LF follows.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">The start; on return, the position where the room was exhausted, or the end.</param>
    /// <param name="ends">The buffer for the positions.</param>
    /// <param name="isAscii">Whether the searched bytes are ASCII, and so valid UTF-8; false if this is unknown.</param>
    /// <returns>The number of positions.</returns>
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

        // The successor of the last byte is in the next block.
        var next = at + BlockLength;
        return feeds | (next < bytes.Length && bytes[next] == LineFeed ? returns & (ulong.MaxValue >> 1) : returns);
    }

    private static ulong MarkRest(ReadOnlySpan<byte> bytes, int at, ref bool isAscii)
    {
        // The last block is taken from the end, and the bytes that have been processed are shifted out.
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
    /// Writes the positions of marks. Always writes at least two: a branch on each would be mispredicted about once per line.
    /// </summary>
    /// <remarks>Calls no method: a call would make the enclosing loop keep its vector in memory.</remarks>
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
