using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Converts the bytes of a document to UTF-8: detects the encoding, reads the encoding declaration, transcodes. UTF-8 passes through
/// unchanged.
/// </summary>
/// <remarks>
/// The encoding may change behind the XML declaration, so what may be a declaration is held back until its end is there.
/// </remarks>
internal sealed class InputDecoder(PositionTracker positions, XmlFaults faults)
{
    private const int LongestDeclaration = 4096;
    private const int TranscodedUnits = Utf16Decoder.MaxUnits;

    /// <summary>The bytes from which the encoding is detected; then the UTF-8 of what may be an XML declaration.</summary>
    private readonly ByteBuffer start = new();
    private InputEncoding encoding;
    private bool isAtStart = true;
    private bool hasMark;

    private readonly Utf16Decoder utf16 = new();
    private char[] units = [];

    /// <summary>UTF-8 that was decoded, and the part of it that has not been taken.</summary>
    private byte[] decoded = [];
    private int pendingStart;
    private int pendingEnd;

    /// <summary>Gets a value indicating whether the bytes of the document are UTF-8, and behind a possible XML declaration.</summary>
    internal bool IsDirect => encoding == InputEncoding.Utf8 && !isAtStart;

    /// <summary>Gets a value indicating whether <see cref="Decode"/> has output without further input.</summary>
    internal bool HasPending => pendingStart < pendingEnd;

    /// <summary>Gets what is wrong with the bytes behind those that were decoded; null if nothing is.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Forgets everything, for another document from another input.</summary>
    internal void Reset()
    {
        encoding = InputEncoding.Unknown;
        hasMark = false;
        positions.BytesPerUnit = 0;
        utf16.Reset();
        pendingStart = pendingEnd = 0;
        Fault = null;
        StartDocument();
    }

    /// <summary>Starts another document in the same input, which may have a declaration of its own.</summary>
    internal void StartDocument()
    {
        isAtStart = true;
        start.Cut(0);
        if (encoding is InputEncoding.Latin1 or InputEncoding.Ascii)
        {
            encoding = InputEncoding.Utf8;
            positions.BytesPerUnit = 0;
        }
    }

    /// <summary>Converts the next bytes.</summary>
    /// <param name="bytes">The bytes; not read while there is output that needs none (<see cref="HasPending"/>).</param>
    /// <param name="consumed">The number of bytes that were read.</param>
    /// <returns>
    /// UTF-8, valid until the next call. May be empty; then <see cref="Fault"/> tells whether that is because of a fault.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes, out int consumed)
    {
        if (IsDirect && !HasPending)
        {
            consumed = bytes.Length;
            return bytes;
        }

        return DecodeOther(bytes, out consumed);
    }

    private ReadOnlySpan<byte> DecodeOther(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        if (HasPending)
        {
            var utf8 = Pass(decoded.AsSpan(pendingStart..pendingEnd), out var passed);
            pendingStart += passed;
            return utf8;
        }

        switch (encoding)
        {
            case InputEncoding.Unknown:
                while (encoding == InputEncoding.Unknown && consumed < bytes.Length)
                {
                    start.Add(bytes[consumed++]);
                    Detect(isAll: false);
                }

                return encoding == InputEncoding.Unknown ? default : TakeStart();
            case InputEncoding.Utf8:
                return Pass(bytes, out consumed);
            case InputEncoding.Latin1:
                return DecodeLatin1(bytes, out consumed);
            case InputEncoding.Ascii:
                return DecodeAscii(bytes, out consumed);
            default:
                consumed = DecodeUtf16(bytes);
                return default;
        }
    }

    /// <summary>Takes back the end of the last output, which belongs to the next document.</summary>
    /// <param name="older">UTF-8 from earlier output that belongs to the next document, too.</param>
    /// <param name="rest">The end of the last output.</param>
    /// <param name="consumed">The number of bytes that were read for the last output; 0 if it was pending.</param>
    /// <returns>The number of the last bytes that were read which have to be decoded again.</returns>
    internal int TakeBack(ReadOnlySpan<byte> older, ReadOnlySpan<byte> rest, int consumed)
    {
        if (consumed == 0)
        {
            if (older.IsEmpty)
                pendingStart -= rest.Length;
            else
                Hold([.. older, .. rest, .. decoded.AsSpan(pendingStart..pendingEnd)]);
            return 0;
        }

        if (encoding != InputEncoding.Latin1)
        {
            Hold(older);
            return rest.Length;
        }

        var count = Encoding.UTF8.GetCharCount(rest);       // before what is held overwrites it
        Hold(Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(older)));
        return count;
    }

    /// <summary>Ends the input.</summary>
    /// <returns>The UTF-8 that was held back.</returns>
    internal ReadOnlySpan<byte> End()
    {
        if (encoding == InputEncoding.Unknown)
            Detect(isAll: true);
        if (HasPending)
            start.Add(decoded.AsSpan(pendingStart..pendingEnd));
        pendingStart = pendingEnd = 0;
        if (Fault is null && utf16.IsInsideCharacter)
            Fault = "The input ends inside a character of UTF-16.";
        if (!isAtStart)
            return default;
        isAtStart = false;
        return start.Written;
    }

    private void Detect(bool isAll)
    {
        encoding = InputEncodings.Detect(start.Written, isAll, out var markLength, out var refused);
        if (refused is not null)
            faults.Fail(TextPosition.Start, $"The document is {refused}, which is not supported. {InputEncodings.Supported}");
        if (encoding == InputEncoding.Unknown)
            return;
        hasMark = markLength > 0;
        positions.SkipMark(markLength);
        var rest = start.Written[markLength..].ToArray();
        start.Cut(0);
        if (encoding == InputEncoding.Utf8)
        {
            start.Add(rest);
        }
        else
        {
            positions.BytesPerUnit = 2;
            DecodeUtf16(rest);
        }
    }

    /// <summary>Passes UTF-8 on, but holds back what may be an XML declaration.</summary>
    private ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> utf8, out int consumed)
    {
        consumed = utf8.Length;
        if (!isAtStart)
            return utf8;

        for (consumed = 0; consumed < utf8.Length;)
        {
            start.Add(utf8[consumed++]);
            if (TakeStart() is { IsEmpty: false } taken)
                return taken;
        }

        return default;
    }

    /// <summary>Takes what was held back, if it turns out to be no XML declaration, or a whole one.</summary>
    private ReadOnlySpan<byte> TakeStart()
    {
        var held = start.Written;
        var opening = "<?xml"u8;
        var mayBeDeclaration = held.Length <= opening.Length
            ? opening.StartsWith(held)
            : held.StartsWith(opening) && XmlChars.IsWhiteSpace(held[opening.Length]);
        if (mayBeDeclaration && !held.EndsWith("?>"u8))
        {
            if (held.Length > LongestDeclaration)
                faults.Fail(positions.First, $"The XML declaration is longer than {LongestDeclaration} bytes.");
            return default;
        }

        isAtStart = false;
        if (mayBeDeclaration)
            ApplyDeclaration(held);
        return held;
    }

    private void ApplyDeclaration(ReadOnlySpan<byte> declaration)
    {
        var parsed = XmlDeclaration.Parse(declaration);
        if (parsed.Error is not null || parsed.Encoding is not { } name)
            return;     // the parser reports the error when it reads the declaration

        var named = InputEncodings.Named(name, encoding);
        if (named == InputEncoding.Unknown || hasMark && named != encoding)
        {
            faults.Fail(
                positions.First.After(declaration[..parsed.EncodingAt], positions.BytesPerUnit),
                InputEncodings.IsKnownName(name)
                    ? $"The declaration names the encoding {name}, but the first bytes are {InputEncodings.NameOf(encoding)}. "
                        + "Name that, or leave the encoding out."
                    : $"The encoding {name} is not supported. {InputEncodings.Supported}");
        }

        encoding = named;
        if (named is InputEncoding.Latin1 or InputEncoding.Ascii)
            positions.BytesPerUnit = 1;
    }

    private ReadOnlySpan<byte> DecodeLatin1(ReadOnlySpan<byte> bytes, out int consumed)
    {
        EnsureBuffers();
        consumed = Math.Min(bytes.Length, TranscodedUnits);
        Encoding.Latin1.GetChars(bytes[..consumed], units);
        Utf8.FromUtf16(units.AsSpan(0, consumed), decoded, out _, out var written);
        return decoded.AsSpan(0, written);
    }

    private ReadOnlySpan<byte> DecodeAscii(ReadOnlySpan<byte> bytes, out int consumed)
    {
        var block = bytes[..Math.Min(bytes.Length, TranscodedUnits)];
        var other = block.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        consumed = other < 0 ? block.Length : other;
        if (consumed == 0)
            Fault = $"The byte 0x{bytes[0]:X2} is not US-ASCII, the encoding that the declaration names.";
        return block[..consumed];
    }

    /// <summary>Decodes UTF-16 as far as there is room for it.</summary>
    /// <returns>The number of bytes that were read.</returns>
    private int DecodeUtf16(ReadOnlySpan<byte> bytes)
    {
        EnsureBuffers();
        pendingStart = 0;
        var read = utf16.Decode(bytes, encoding == InputEncoding.Utf16BigEndian, decoded, out pendingEnd, out var unpaired);
        if (unpaired is { } unit)
            Fault = $"The unit 0x{(int)unit:X4} is half of a pair without the other half; the document is not UTF-16.";
        return read;
    }

    /// <summary>Makes UTF-8 the next output.</summary>
    private void Hold(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return;
        EnsureBuffers();
        if (utf8.Length > decoded.Length)
            decoded = new byte[utf8.Length];
        utf8.CopyTo(decoded);
        (pendingStart, pendingEnd) = (0, utf8.Length);
    }

    private void EnsureBuffers()
    {
        if (decoded.Length > 0)
            return;
        units = new char[TranscodedUnits];
        decoded = new byte[(TranscodedUnits + 2) * 3];
    }
}
