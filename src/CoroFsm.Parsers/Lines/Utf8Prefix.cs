using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CoroFsm.Parsers.Lines;

/// <summary>Measures the valid UTF-8 at the beginning of bytes.</summary>
internal static class Utf8Prefix
{
    /// <summary>Measures the valid UTF-8 at the beginning of bytes.</summary>
    /// <param name="bytes">The bytes, which start at a character boundary.</param>
    /// <param name="isCut">Whether the bytes that follow are valid so far: the beginning of a character whose end has not arrived.</param>
    /// <returns>The number of valid bytes.</returns>
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

    /// <summary>Returns the length to which a text is truncated without splitting a character.</summary>
    /// <param name="bytes">The text, longer than <paramref name="max"/>.</param>
    /// <param name="max">The maximum length.</param>
    /// <returns>The length: at most 3 less than the maximum.</returns>
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
