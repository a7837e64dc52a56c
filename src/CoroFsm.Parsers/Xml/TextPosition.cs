using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents the position of an event or an error in a document.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
/// <param name="ByteOffset">The offset, from 0, in the bytes that were fed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextPosition(int Line, int Column, long ByteOffset)
{
    internal static TextPosition Start => new(1, 1, 0);

    /// <summary>Returns the position after some bytes.</summary>
    /// <param name="utf8">The bytes between the positions.</param>
    /// <param name="unit">The number of bytes in the document per UTF-16 unit; 0 if the document is UTF-8.</param>
    /// <returns>The position. LF, CR LF and CR each end a line; the bytes do not end between CR and LF.</returns>
    internal TextPosition After(ReadOnlySpan<byte> utf8, int unit)
    {
        var (line, column, offset) = this;
        offset += unit == 0 ? utf8.Length : (long)unit * Utf16Length(utf8, unit);

        var breaks = utf8.Count((byte)'\n');
        var lastBreak = utf8.LastIndexOf((byte)'\n');
        if (utf8.Contains((byte)'\r'))
        {
            for (var i = 0; i < utf8.Length; i++)
            {
                if (utf8[i] == '\r' && (i + 1 == utf8.Length || utf8[i + 1] != '\n'))
                {
                    breaks++;
                    lastBreak = Math.Max(lastBreak, i);
                }
            }
        }

        if (breaks > 0)
        {
            line += breaks;
            column = 1;
            utf8 = utf8[(lastBreak + 1)..];
        }

        return new(line, Beyond(column, Utf16Length(utf8, 2)), offset);
    }

    /// <summary>Advances over a few bytes of ASCII without CR, which are usual between two events.</summary>
    /// <param name="bytes">The bytes, at least as many as a vector has.</param>
    /// <param name="length">The number of bytes to advance over, less than the length of a vector.</param>
    /// <param name="line">The line; updated.</param>
    /// <param name="column">The column; updated.</param>
    /// <returns>False, without a change, if the bytes are of another kind.</returns>
    internal static bool TryPass(ReadOnlySpan<byte> bytes, int length, ref int line, ref int column)
    {
        var few = Vector256.Create(bytes);
        var inside = (1u << length) - 1;
        if (((Vector256.Equals(few, Vector256.Create((byte)'\r')) | few).ExtractMostSignificantBits() & inside) != 0)
            return false;

        var breaks = Vector256.Equals(few, Vector256.Create((byte)'\n')).ExtractMostSignificantBits() & inside;
        line += BitOperations.PopCount(breaks);
        column = breaks == 0 ? Beyond(column, length) : length - BitOperations.Log2(breaks);
        return true;
    }

    /// <summary>Adds to a column, limited to the largest number: a line may be longer.</summary>
    private static int Beyond(int column, int count)
    {
        var sum = unchecked(column + count);
        return sum < 0 ? int.MaxValue : sum;
    }

    /// <summary>
    /// Counts UTF-16 units (or characters, if each takes one byte): all bytes except continuations, and those that begin a pair twice.
    /// </summary>
    private static int Utf16Length(ReadOnlySpan<byte> utf8, int unit)
    {
        if (System.Text.Ascii.IsValid(utf8))
            return utf8.Length;

        var length = 0;
        var width = Vector<byte>.Count;
        while (utf8.Length >= width)
        {
            var v = new Vector<byte>(utf8);
            var continuations = Vector.LessThan(v.As<byte, sbyte>(), new Vector<sbyte>(-64));
            var pairs = Vector.GreaterThanOrEqual(v, new Vector<byte>(0xF0));
            length += width + Vector.Sum(Vector.AsVectorSByte(continuations)) - (unit == 2 ? Vector.Sum(Vector.AsVectorSByte(pairs)) : 0);
            utf8 = utf8[width..];
        }

        foreach (var b in utf8)
            length += (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 && unit == 2 ? 2 : 1;
        return length;
    }
}
