using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>A reference to a character by its number ([66]).</summary>
internal static class CharacterReference
{
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
}
