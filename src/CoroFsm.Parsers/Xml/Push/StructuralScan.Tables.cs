using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <content>The tables by which bytes are classified.</content>
internal static partial class StructuralScan
{
    /// <summary>A byte is of a kind if the table contains the byte itself at the index of its low four bits.</summary>
    private static class Tables
    {
        /// <summary>No byte: what begins with its high bit set is looked up as 0.</summary>
        private const byte No = 0xFF;

        internal static Vector128<byte> Always
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Vector128.Create(No, 0, 0, 0, 0, 0, (byte)'&', 0, 0, 0, 0, 0, (byte)'<', (byte)'\r', (byte)'>', 0);
        }

        internal static Vector128<byte> InTag
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Vector128.Create(No, 0, (byte)'"', 0, 0, 0, 0, (byte)'\'', 0, (byte)'\t', (byte)'\n', 0, 0, (byte)'=', 0, 0);
        }

        internal static Vector128<byte> WhiteSpace
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Vector128.Create(No, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'\t', (byte)'\n', 0, 0, (byte)'\r', 0, 0);
        }

        internal static Vector512<byte> BitOfLane
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Vector512.Create(0x8040201008040201UL).AsByte();
        }

        internal static Vector512<byte> ByteOfLane
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Vector512.Create(
                (byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
                4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7);
        }
    }
}
