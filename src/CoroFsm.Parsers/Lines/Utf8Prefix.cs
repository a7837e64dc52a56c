using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CoroFsm.Parsers.Lines;

/// <summary>Measures how much of some bytes is valid UTF-8.</summary>
internal static class Utf8Prefix
{
    /// <summary>Measures the valid beginning of bytes.</summary>
    /// <param name="bytes">The bytes; they begin where a character does.</param>
    /// <param name="isCut">Whether what follows is no error, but the beginning of a character whose end is still to come.</param>
    /// <returns>Its length.</returns>
    internal static int Measure(ReadOnlySpan<byte> bytes, out bool isCut)
    {
        var whole = bytes[..^CutLength(bytes)];
        isCut = whole.Length < bytes.Length;
        if (Utf8.IsValid(whole))
            return whole.Length;

        isCut = false;
        var valid = 0;
        while (Rune.DecodeFromUtf8(whole[valid..], out _, out var length) == OperationStatus.Done)
            valid += length;
        return valid;
    }

    /// <summary>Gets how much of a text to keep, so that no character is cut.</summary>
    /// <param name="bytes">The text, longer than <paramref name="max"/>.</param>
    /// <param name="max">The maximum length.</param>
    /// <returns>The length: up to 3 less than the maximum.</returns>
    internal static int Truncate(ReadOnlySpan<byte> bytes, int max)
    {
        var length = max;
        while (length > 0 && max - length < 3 && (bytes[length] & 0xC0) == 0x80)
            length--;
        return length;
    }

    private static int CutLength(ReadOnlySpan<byte> bytes)
    {
        const byte FirstOfMany = 0xC0;
        for (var i = 1; i <= Math.Min(bytes.Length, 3); i++)
        {
            if (bytes[^i] >= FirstOfMany)
                return Rune.DecodeFromUtf8(bytes[^i..], out _, out _) == OperationStatus.NeedMoreData ? i : 0;
        }

        return 0;
    }
}
