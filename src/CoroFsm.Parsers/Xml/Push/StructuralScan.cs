using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Implements the first stage of the push parser: copies a block and records the offsets of its structural bytes, 64 bytes at a time and
/// without a branch for any of them.
/// </summary>
/// <remarks>
/// <para>
/// The structural bytes are all &lt; &gt; &amp; and CR; inside tags also quotes, =, TAB and LF. "Inside a tag" means between a &lt; and the
/// next &gt; in the bytes: inside comments, or behind a &gt; in an attribute value, entries may be missing or superfluous. Therefore, the
/// second stage examines the bytes themselves before it relies on an entry.
/// </para>
/// <para>
/// This is the only file of the library with unchecked references. All of them stay within bounds that are checked at the head of
/// <see cref="Run{TForm}"/>.
/// </para>
/// </remarks>
internal static partial class StructuralScan
{
    /// <summary>The number of bytes after the scanned ones that are overwritten with zeros and must exist.</summary>
    internal const int Padding = 128;

    /// <summary>
    /// The number of entries that the index must hold in addition to one per byte, because entries are written in groups.
    /// </summary>
    internal const int IndexSlack = 64;

    private const int Width = 64;

    /// <summary>Scans with the widest form that the machine has.</summary>
    /// <inheritdoc cref="Run{TForm}"/>
    internal static ScanFindings Run(ReadOnlySpan<byte> source, byte[] buffer, int from, int[] index, ref int count, ref bool isInTag)
    {
        if (Avx512Vbmi2.IsSupported && Avx512BW.IsSupported)
            return Run<Avx512Form>(source, buffer, from, index, ref count, ref isInTag);
        return Avx2.IsSupported
            ? Run<Avx2Form>(source, buffer, from, index, ref count, ref isInTag)
            : Run<PortableForm>(source, buffer, from, index, ref count, ref isInTag);
    }

    /// <summary>Copies bytes into the buffer and adds the offsets of the structural ones to the index.</summary>
    /// <param name="source">The bytes; they may already be in the buffer, at <paramref name="from"/>.</param>
    /// <param name="buffer">Receives the bytes, and <see cref="Padding"/> zeros after them.</param>
    /// <param name="from">The offset in the buffer.</param>
    /// <param name="index">Receives the offsets.</param>
    /// <param name="count">The number of entries.</param>
    /// <param name="isInTag">Whether the bytes before ended, and these end, inside a tag.</param>
    /// <returns>The other findings in the bytes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // a profile would not improve it, and it must be fast from the first call
    internal static ScanFindings Run<TForm>(
        ReadOnlySpan<byte> source, byte[] buffer, int from, int[] index, ref int count, ref bool isInTag)
        where TForm : struct, IScanForm
    {
        var length = source.Length;
        if (from < 0 || count < 0 || from > buffer.Length - length - Padding || count > index.Length - length - IndexSlack)
            throw new UnreachableException("The block does not fit the window.");

        ref var bytes = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), from);
        ref var input = ref MemoryMarshal.GetReference(source);
        ref var entries = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(index), count);
        var carry = isInTag ? 1UL : 0;
        ulong controls = 0, high = 0, leads = 0;
        nint written = 0;

        nint at = 0;
        for (; at <= length - Width; at += Width)
        {
            TForm.Load(
                ref Unsafe.Add(ref input, at), ref Unsafe.Add(ref bytes, at),
                out var always, out var inTag, out var less, out var greater, out var control, out var nonAscii, out var lead);
            controls |= control;
            high |= nonAscii;
            leads |= lead;
            always |= inTag & Inside(less, greater, ref carry);
            TForm.Flatten(always, from + (int)at, ref Unsafe.Add(ref entries, written));
            written += BitOperations.PopCount(always);
        }

        var rest = (int)(length - at);
        if (rest > 0)
        {
            source[(int)at..].CopyTo(buffer.AsSpan(from + (int)at));
            buffer.AsSpan(from + length, Padding).Clear();
            TForm.Load(
                ref Unsafe.Add(ref bytes, at), ref Unsafe.Add(ref bytes, at),
                out var always, out var inTag, out var less, out var greater, out var control, out var nonAscii, out var lead);
            controls |= control & ((1UL << rest) - 1);
            high |= nonAscii;
            leads |= lead;
            always |= inTag & Inside(less, greater, ref carry);
            TForm.Flatten(always, from + (int)at, ref Unsafe.Add(ref entries, written));
            written += BitOperations.PopCount(always);
        }
        else
        {
            buffer.AsSpan(from + length, Padding).Clear();
        }

        Debug.Assert(written <= length, "There are not more entries than bytes.");
        count += (int)written;
        isInTag = carry != 0;
        return (controls != 0 ? ScanFindings.Control : ScanFindings.None)
            | (high != 0 ? ScanFindings.NonAscii : ScanFindings.None)
            | (leads != 0 ? ScanFindings.NonCharacterLead : ScanFindings.None);
    }

    /// <summary>
    /// Marks everything from each &lt; to the next &gt;: a subtraction borrows along just these bits, and across blocks in the carry.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Inside(ulong less, ulong greater, ref ulong carry)
    {
        var opened = less + carry;
        carry = greater < opened ? 1UL : 0;
        return greater - opened;
    }

    /// <summary>Defines how 64 bytes are examined, with one family of instructions.</summary>
    internal interface IScanForm
    {
        /// <summary>Copies 64 bytes, and gives a bit for each byte of a kind.</summary>
        static abstract void Load(
            ref byte source, ref byte target,
            out ulong always, out ulong inTag, out ulong less, out ulong greater, out ulong control, out ulong nonAscii, out ulong lead);

        /// <summary>Writes the offset of each bit; overwrites up to 64 entries.</summary>
        static abstract void Flatten(ulong bits, int at, ref int entries);
    }

    internal readonly struct Avx512Form : IScanForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Load(
            ref byte source, ref byte target,
            out ulong always, out ulong inTag, out ulong less, out ulong greater, out ulong control, out ulong nonAscii, out ulong lead)
        {
            var v = Vector512.LoadUnsafe(ref source);
            v.StoreUnsafe(ref target);
            always = Among(Tables.Always, v).ExtractMostSignificantBits();
            inTag = Among(Tables.InTag, v).ExtractMostSignificantBits();
            less = Vector512.Equals(v, Vector512.Create((byte)'<')).ExtractMostSignificantBits();
            greater = Vector512.Equals(v, Vector512.Create((byte)'>')).ExtractMostSignificantBits();
            var low = Vector512.LessThan(v, Vector512.Create((byte)' '));
            control = Vector512.AndNot(low, Among(Tables.WhiteSpace, v)).ExtractMostSignificantBits();
            nonAscii = v.ExtractMostSignificantBits();
            lead = Vector512.Equals(v, Vector512.Create((byte)0xEF)).ExtractMostSignificantBits();

            static Vector512<byte> Among(Vector128<byte> table, Vector512<byte> v)
            {
                var half = Vector256.Create(table, table);
                return Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(half, half), v), v);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Flatten(ulong bits, int at, ref int entries)
        {
            // Each byte of the mask is spread over the 8 lanes of its bits; then the numbers of the lanes are compressed.
            var spread = Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), Tables.ByteOfLane) & Tables.BitOfLane;
            var lanes = Avx512Vbmi2.Compress(Vector512<byte>.Zero, Vector512.Equals(spread, Tables.BitOfLane), Vector512<byte>.Indices);
            var origin = Vector512.Create(at);
            (Avx512F.ConvertToVector512Int32(lanes.GetLower().GetLower()) + origin).StoreUnsafe(ref entries);
            var found = BitOperations.PopCount(bits);
            if (found > 16)
            {
                (Avx512F.ConvertToVector512Int32(lanes.GetLower().GetUpper()) + origin).StoreUnsafe(ref entries, 16);
                if (found > 32)
                {
                    (Avx512F.ConvertToVector512Int32(lanes.GetUpper().GetLower()) + origin).StoreUnsafe(ref entries, 32);
                    (Avx512F.ConvertToVector512Int32(lanes.GetUpper().GetUpper()) + origin).StoreUnsafe(ref entries, 48);
                }
            }
        }
    }

    internal readonly struct Avx2Form : IScanForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Load(
            ref byte source, ref byte target,
            out ulong always, out ulong inTag, out ulong less, out ulong greater, out ulong control, out ulong nonAscii, out ulong lead)
        {
            var a = Vector256.LoadUnsafe(ref source);
            var b = Vector256.LoadUnsafe(ref source, 32);
            a.StoreUnsafe(ref target);
            b.StoreUnsafe(ref target, 32);
            always = Bits(Among(Tables.Always, a), Among(Tables.Always, b));
            inTag = Bits(Among(Tables.InTag, a), Among(Tables.InTag, b));
            less = Bits(Vector256.Equals(a, Vector256.Create((byte)'<')), Vector256.Equals(b, Vector256.Create((byte)'<')));
            greater = Bits(Vector256.Equals(a, Vector256.Create((byte)'>')), Vector256.Equals(b, Vector256.Create((byte)'>')));
            control = Bits(Control(a), Control(b));
            nonAscii = Bits(a, b);
            lead = Bits(Vector256.Equals(a, Vector256.Create((byte)0xEF)), Vector256.Equals(b, Vector256.Create((byte)0xEF)));

            static Vector256<byte> Among(Vector128<byte> table, Vector256<byte> v) =>
                Vector256.Equals(Avx2.Shuffle(Vector256.Create(table, table), v), v);

            static Vector256<byte> Control(Vector256<byte> v) =>
                Vector256.AndNot(Vector256.LessThan(v, Vector256.Create((byte)' ')), Among(Tables.WhiteSpace, v));

            static ulong Bits(Vector256<byte> a, Vector256<byte> b) =>
                a.ExtractMostSignificantBits() | ((ulong)b.ExtractMostSignificantBits() << 32);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Flatten(ulong bits, int at, ref int entries) => FlattenInEights(bits, at, ref entries);
    }

    internal readonly struct PortableForm : IScanForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Load(
            ref byte source, ref byte target,
            out ulong always, out ulong inTag, out ulong less, out ulong greater, out ulong control, out ulong nonAscii, out ulong lead)
        {
            always = inTag = less = greater = control = nonAscii = lead = 0;
            for (var i = 0; i < Width; i += Vector128<byte>.Count)
            {
                var v = Vector128.LoadUnsafe(ref source, (nuint)i);
                v.StoreUnsafe(ref target, (nuint)i);
                var isLess = Is(v, '<');
                var isGreater = Is(v, '>');
                var isReturn = Is(v, '\r');
                var isBreak = Is(v, '\t') | Is(v, '\n');
                less |= Bits(isLess, i);
                greater |= Bits(isGreater, i);
                always |= Bits(isLess | isGreater | isReturn | Is(v, '&'), i);
                inTag |= Bits(isBreak | Is(v, '"') | Is(v, '\'') | Is(v, '='), i);
                control |= Bits(Vector128.AndNot(Vector128.LessThan(v, Vector128.Create((byte)' ')), isBreak | isReturn), i);
                nonAscii |= Bits(v, i);
                lead |= Bits(Vector128.Equals(v, Vector128.Create((byte)0xEF)), i);
            }

            static Vector128<byte> Is(Vector128<byte> v, char c) => Vector128.Equals(v, Vector128.Create((byte)c));

            static ulong Bits(Vector128<byte> v, int at) => (ulong)v.ExtractMostSignificantBits() << at;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Flatten(ulong bits, int at, ref int entries) => FlattenInEights(bits, at, ref entries);
    }

    /// <summary>Writes eight entries at a time, whether there are that many or not, which is cheaper than a check for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FlattenInEights(ulong bits, int at, ref int entries)
    {
        var found = BitOperations.PopCount(bits);
        nint written = 0;
        do
        {
            for (var k = 0; k < 8; k++)
            {
                Unsafe.Add(ref entries, written + k) = at + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }

            written += 8;
        }
        while (written < found);
    }
}
