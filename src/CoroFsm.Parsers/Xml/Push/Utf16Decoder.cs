using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace CoroFsm.Parsers.Xml;

/// <summary>Converts UTF-16 to UTF-8, in pieces that may be cut inside a unit or inside a pair of units.</summary>
internal sealed class Utf16Decoder
{
    /// <summary>The number of units that are read at once.</summary>
    internal const int MaxUnits = 4096;

    private char[] units = [];
    private int unitCount;
    private byte? halfUnit;

    /// <summary>Gets a value indicating whether the bytes so far end inside a character.</summary>
    internal bool IsInsideCharacter => unitCount > 0 || halfUnit is not null;

    /// <summary>Forgets the bytes so far.</summary>
    internal void Reset()
    {
        unitCount = 0;
        halfUnit = null;
    }

    /// <summary>Converts the next bytes, as far as there is room for them.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isBigEndian">Whether the first byte of a unit is the higher one.</param>
    /// <param name="utf8">Takes the UTF-8.</param>
    /// <param name="written">The number of UTF-8 bytes that were written.</param>
    /// <param name="unpaired">The unit behind them that is half of a pair without the other half; null if there is none.</param>
    /// <returns>The number of bytes that were read.</returns>
    internal int Decode(ReadOnlySpan<byte> bytes, bool isBigEndian, Span<byte> utf8, out int written, out char? unpaired)
    {
        if (units.Length == 0)
            units = new char[MaxUnits + 2];
        var length = bytes.Length;
        if (halfUnit is { } half && length > 0)
        {
            Add([half, bytes[0]], isBigEndian);
            halfUnit = null;
            bytes = bytes[1..];
        }

        var block = bytes[..(Math.Min(bytes.Length / 2, MaxUnits) * 2)];
        Add(block, isBigEndian);
        bytes = bytes[block.Length..];
        if (bytes.Length == 1)
        {
            halfUnit = bytes[0];
            bytes = [];
        }

        var source = units.AsSpan(0, unitCount);
        var result = Utf8.FromUtf16(source, utf8, out var read, out written, replaceInvalidSequences: false, isFinalBlock: false);
        unpaired = result == OperationStatus.InvalidData ? units[read] : null;
        source[read..].CopyTo(units);
        unitCount -= read;
        return length - bytes.Length;
    }

    private void Add(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        var added = units.AsSpan(unitCount, bytes.Length / 2);
        bytes.CopyTo(MemoryMarshal.AsBytes(added));
        if (BitConverter.IsLittleEndian == isBigEndian)
        {
            var swapped = MemoryMarshal.Cast<char, short>(added);
            BinaryPrimitives.ReverseEndianness(swapped, swapped);
        }

        unitCount += added.Length;
    }
}
