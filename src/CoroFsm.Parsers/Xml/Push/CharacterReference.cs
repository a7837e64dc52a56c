using System.Buffers;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>References to characters, by number ([66]) or by one of the predefined names ([4.6]).</summary>
internal static class CharacterReference
{
    /// <summary>The number of leading zeros that are kept: a document may bring millions.</summary>
    private const int FewZeros = 64;

    /// <summary>The number of digits behind leading zeros that a valid reference may have, and some more.</summary>
    private const int MaxDigits = 8;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>Resolves a reference to one of the five predefined entities.</summary>
    /// <param name="reference">From &amp; on; more may follow.</param>
    /// <returns>The length of the reference, and the character; 0 if it is another one.</returns>
    internal static (int Length, byte Character) Predefined(ReadOnlySpan<byte> reference) => reference switch
    {
        [_, (byte)'a', (byte)'m', (byte)'p', (byte)';', ..] => (5, (byte)'&'),
        [_, (byte)'l', (byte)'t', (byte)';', ..] => (4, (byte)'<'),
        [_, (byte)'g', (byte)'t', (byte)';', ..] => (4, (byte)'>'),
        [_, (byte)'q', (byte)'u', (byte)'o', (byte)'t', (byte)';', ..] => (6, (byte)'"'),
        [_, (byte)'a', (byte)'p', (byte)'o', (byte)'s', (byte)';', ..] => (6, (byte)'\''),
        _ => default,
    };

    /// <summary>Parses a reference.</summary>
    /// <param name="body">From # up to the semicolon.</param>
    /// <param name="rune">The character.</param>
    /// <returns>False if there are no digits, or they name no character that is allowed in XML.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> body, out Rune rune)
    {
        rune = default;
        var isHex = body is [_, (byte)'x', ..];
        var digits = body[(isHex ? 2 : 1)..];
        uint value = 0;
        foreach (var digit in digits)
        {
            var number = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' when isHex => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' when isHex => digit - 'A' + 10,
                _ => -1,
            };
            if (number < 0)
                return false;
            value = Math.Min((value * (isHex ? 16u : 10u)) + (uint)number, 0x110000);     // does not overflow, however many follow
        }

        return !digits.IsEmpty && XmlChars.IsChar(value) && Rune.TryCreate(value, out rune);
    }

    /// <summary>Determines whether a reference without its semicolon may become valid.</summary>
    /// <param name="body">From # up to where the bytes end.</param>
    /// <param name="droppableZeros">The number of leading zeros that need not be kept.</param>
    internal static bool MayBecomeValid(ReadOnlySpan<byte> body, out int droppableZeros)
    {
        droppableZeros = 0;
        var isHex = body is [_, (byte)'x', ..];
        var digits = body[(isHex ? 2 : 1)..];
        if ((isHex ? digits.IndexOfAnyExcept(HexDigits) : digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9')) >= 0)
            return false;
        var zeros = digits.IndexOfAnyExcept((byte)'0');
        zeros = zeros < 0 ? digits.Length : zeros;
        if (zeros > FewZeros)
            droppableZeros = zeros - 1;
        return digits.Length - zeros <= MaxDigits;
    }
}
