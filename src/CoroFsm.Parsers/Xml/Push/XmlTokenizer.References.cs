using System.Buffers;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <content>References to characters and entities ([4.1]).</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>How many zeros of a number are kept: a document may bring millions.</summary>
    private const int FewZeros = 64;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private bool ReadReferenceInText(int start, int at)
    {
        if (depth < textDepth)
        {
            CheckOutside(start, at);
            Fail(at, "A reference must stand inside an element.");
        }

        // The predefined ones are put where their ';' stands, and begin the next piece.
        var b = window.Buffer;
        var there = b.AsSpan(at, window.Valid - at);
        var (length, character) = Predefined(there);
        window.Position = at;       // a handler that restarts does so there
        if (length > 0)
        {
            DeliverPiece(SaxKind.Text, start, at);
            if (window.IndexCount == 0)
                return true;
            var last = at + length - 1;
            b[last] = character;
            window.Position = last;
            return true;
        }

        var end = there.IndexOf((byte)';');
        DeliverPiece(SaxKind.Text, start, at);
        if (window.IndexCount == 0)
            return true;
        if (end < 0)
        {
            CheckPartialReference(at, there);
            return false;
        }

        var body = there[1..end];
        window.Position = at + end + 1;
        if (body is [(byte)'#', ..])
        {
            var rune = CharacterOf(at, body);
            var encoded = rune.EncodeToUtf8(b.AsSpan(InputWindow.Reserve - 8));
            EmitPiece(SaxKind.Text, InputWindow.Reserve - 8, InputWindow.Reserve - 8 + encoded);
        }
        else
        {
            ExpandInText(at, body);
        }

        return true;
    }

    private static (int Length, byte Character) Predefined(ReadOnlySpan<byte> reference) => reference switch
    {
        [_, (byte)'a', (byte)'m', (byte)'p', (byte)';', ..] => (5, (byte)'&'),
        [_, (byte)'l', (byte)'t', (byte)';', ..] => (4, (byte)'<'),
        [_, (byte)'g', (byte)'t', (byte)';', ..] => (4, (byte)'>'),
        [_, (byte)'q', (byte)'u', (byte)'o', (byte)'t', (byte)';', ..] => (6, (byte)'"'),
        [_, (byte)'a', (byte)'p', (byte)'o', (byte)'s', (byte)';', ..] => (6, (byte)'\''),
        _ => default,
    };

    /// <summary>Checks a reference whose end is not there yet, so that it cannot grow without bound.</summary>
    private void CheckPartialReference(int at, ReadOnlySpan<byte> there)
    {
        if (there is [_, (byte)'#', ..])
        {
            var isHex = there is [_, _, (byte)'x', ..];
            var digits = there[(isHex ? 3 : 2)..];
            var bad = isHex ? digits.IndexOfAnyExcept(HexDigits) : digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (bad >= 0)
                FailNumber(at);
            var zeros = digits.IndexOfAnyExcept((byte)'0');
            zeros = zeros < 0 ? digits.Length : zeros;
            if (digits.Length - zeros > 8)
                FailNumber(at);
            if (zeros > FewZeros)
                DropZeros(at, zeros - 1, isHex);
            return;
        }

        var name = there[1..];
        var length = XmlChars.NameLength(name);
        if (length > options.MaxNameLength)
            FailLimit(at, "A reference is longer than", options.MaxNameLength, nameof(XmlPushOptions.MaxNameLength));
        if (length < name.Length)
            FailReference(at);
    }

    /// <summary>Begins the reference anew behind most of its zeros.</summary>
    private void DropZeros(int at, int zeros, bool isHex)
    {
        var start = isHex ? "&#x"u8 : "&#"u8;
        start.CopyTo(window.Buffer.AsSpan(at + zeros));
        window.Position = at + zeros;
        window.Index[window.IndexPosition] = at + zeros;
    }

    private Rune CharacterOf(int at, ReadOnlySpan<byte> body)
    {
        if (!CharacterReference.TryParse(body, out var rune))
            FailNumber(at);
        return rune;
    }

    private void FailNumber(int at) =>
        Fail(at, "The reference names no character that is allowed in XML: &#, digits and ';' are expected, or &#x and hexadecimal digits.");

    private void FailReference(int at) =>
        Fail(at, "The name of an entity and ';' are expected behind '&'. If no reference is meant, write &amp;.");

    /// <summary>Writes what a reference in the value of an attribute stands for.</summary>
    /// <returns>The length of the reference.</returns>
    private int WriteReference(int at, ReadOnlySpan<byte> raw)
    {
        var (length, character) = Predefined(raw);
        if (length > 0)
        {
            values.Add(character);
            return length;
        }

        var end = raw.IndexOf((byte)';');
        if (end < 0)
            FailReference(at);
        var body = raw[1..end];
        if (body is [(byte)'#', ..])
        {
            Span<byte> encoded = stackalloc byte[4];
            values.Add(encoded[..CharacterOf(at, body).EncodeToUtf8(encoded)]);
        }
        else
        {
            ExpandInValue(at, body);
        }

        return end + 1;
    }
}
