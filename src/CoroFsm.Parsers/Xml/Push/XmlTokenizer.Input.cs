using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace CoroFsm.Parsers.Xml;

/// <content>From the bytes that are fed to UTF-8: the byte-order mark, the declared encoding, transcoding.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>How long an XML declaration may be.</summary>
    private const int LongestDeclaration = 4096;

    private const int TranscodedUnits = 4096;

    private readonly ByteBuffer beginning = new();
    private InputEncoding encoding;
    private bool isInBeginning = true;
    private bool hasMark;
    private long fed;

    /// <summary>How many bytes of the document a UTF-16 unit stands for; 0: it is UTF-8.</summary>
    private int bytesPerUnit;

    private byte[] decoded = [];
    private char[] units = [];
    private int unitCount;
    private byte? halfUnit;

    private void BeginInput()
    {
        encoding = InputEncoding.Unknown;
        hasMark = false;
        bytesPerUnit = 0;
        unitCount = 0;
        halfUnit = null;
        BeginDeclaration();
    }

    private void BeginDeclaration()
    {
        isInBeginning = true;
        beginning.Cut(0);
        if (encoding is InputEncoding.Latin1 or InputEncoding.Ascii)
        {
            encoding = InputEncoding.Utf8;
            bytesPerUnit = 0;
        }
    }

    private void TakeInput(ReadOnlySpan<byte> bytes)
    {
        // The encoding may change behind the declaration, so up to there bytes are taken one by one.
        while (isInBeginning && !bytes.IsEmpty)
        {
            TakeFirst(bytes[..1]);
            bytes = bytes[1..];
        }

        Decode(bytes);
    }

    private void TakeFirst(ReadOnlySpan<byte> bytes)
    {
        if (encoding != InputEncoding.Unknown)
        {
            Decode(bytes);
            return;
        }

        beginning.Add(bytes);
        DetectEncoding(isAll: false);
    }

    private void DetectEncoding(bool isAll)
    {
        encoding = InputEncodings.Detect(beginning.Written, isAll, out var markLength, out var refused);
        if (refused is not null)
            Fail(TextPlace.Start, $"The document is {refused}, which is not supported. {InputEncodings.Supported}");
        if (encoding == InputEncoding.Unknown)
            return;
        hasMark = markLength > 0;
        bytesPerUnit = encoding is InputEncoding.Utf16LittleEndian or InputEncoding.Utf16BigEndian ? 2 : 0;
        BeginPlaces(basePlace with { ByteOffset = basePlace.ByteOffset + markLength });
        var rest = beginning.Written[markLength..].ToArray();
        beginning.Cut(0);
        TakeInput(rest);
    }

    /// <summary>Decodes and takes bytes. Each way returns what is left where another document begins, which may have another encoding.</summary>
    private void Decode(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && IsBusy)
        {
            bytes = encoding switch
            {
                InputEncoding.Utf8 => TakeDecoded(bytes),
                InputEncoding.Latin1 => DecodeLatin1(bytes),
                InputEncoding.Ascii => DecodeAscii(bytes),
                _ => DecodeUtf16(bytes),
            };
        }
    }

    private ReadOnlySpan<byte> TakeDecoded(ReadOnlySpan<byte> utf8)
    {
        var before = encoding;
        while (!utf8.IsEmpty && IsBusy && encoding == before)
        {
            if (!isInBeginning)
            {
                utf8 = Take(utf8);
                continue;
            }

            beginning.Add(utf8[0]);
            utf8 = utf8[1..];
            TryEndBeginning();
        }

        return utf8;
    }

    /// <summary>The beginning is over when it turns out to be no XML declaration, or at the end of that.</summary>
    private void TryEndBeginning()
    {
        var there = beginning.Written;
        var opening = "<?xml"u8;
        var mayBeDeclaration = there.Length <= opening.Length ? opening.StartsWith(there) : there.StartsWith(opening) && XmlChars.IsWhiteSpace(there[opening.Length]);
        if (mayBeDeclaration && !there.EndsWith("?>"u8))
        {
            if (there.Length > LongestDeclaration)
                Fail(basePlace, $"The XML declaration is longer than {LongestDeclaration} bytes.");
            return;
        }

        isInBeginning = false;
        if (mayBeDeclaration)
            TakeEncodingFrom(there);
        if (status == TokenizerStatus.Busy)
            Take(there);
    }

    private void TakeEncodingFrom(ReadOnlySpan<byte> declaration)
    {
        var parsed = XmlDeclaration.Parse(declaration);
        if (parsed.Error is not null || parsed.Encoding is not { } name)
            return;     // what is wrong is told by who reads it

        var named = InputEncodings.Named(name, encoding);
        if (named == InputEncoding.Unknown || hasMark && named != encoding)
        {
            Fail(
                basePlace.After(declaration[..parsed.EncodingAt], bytesPerUnit),
                InputEncodings.IsKnownName(name)
                    ? $"The declaration names the encoding {name}, but the first bytes are {InputEncodings.NameOf(encoding)}. "
                        + "Name that, or leave the encoding out."
                    : $"The encoding {name} is not supported. {InputEncodings.Supported}");
        }

        encoding = named;
        if (named is InputEncoding.Latin1 or InputEncoding.Ascii)
            bytesPerUnit = 1;
    }

    private ReadOnlySpan<byte> DecodeLatin1(ReadOnlySpan<byte> bytes)
    {
        EnsureDecodingBuffers();
        while (!bytes.IsEmpty && IsBusy)
        {
            var block = bytes[..Math.Min(bytes.Length, TranscodedUnits)];
            Encoding.Latin1.GetChars(block, units);
            Utf8.FromUtf16(units.AsSpan(0, block.Length), decoded, out _, out var written);
            var rest = TakeDecoded(decoded.AsSpan(0, written));
            bytes = bytes[block.Length..];
            if (encoding != InputEncoding.Latin1)
            {
                Decode(Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(rest)));
                return bytes;
            }
        }

        return default;
    }

    private ReadOnlySpan<byte> DecodeAscii(ReadOnlySpan<byte> bytes)
    {
        var block = bytes[..Math.Min(bytes.Length, TranscodedUnits)];
        var good = block.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        var length = good < 0 ? block.Length : good;
        var rest = TakeDecoded(bytes[..length]);
        if (encoding != InputEncoding.Ascii)
            Decode(rest);
        else if (good >= 0 && IsBusy)
            FailDecoding($"The byte 0x{bytes[good]:X2} is not US-ASCII, the encoding that the declaration names.");
        return bytes[length..];
    }

    private ReadOnlySpan<byte> DecodeUtf16(ReadOnlySpan<byte> bytes)
    {
        EnsureDecodingBuffers();
        while (!bytes.IsEmpty && IsBusy)
        {
            if (halfUnit is { } half)
            {
                AddUnits([half, bytes[0]]);
                halfUnit = null;
                bytes = bytes[1..];
            }

            var block = bytes[..(Math.Min(bytes.Length / 2, TranscodedUnits) * 2)];
            AddUnits(block);
            bytes = bytes[block.Length..];
            if (bytes.Length == 1)
            {
                halfUnit = bytes[0];
                bytes = [];
            }

            var result = Utf8.FromUtf16(units.AsSpan(0, unitCount), decoded, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: false);
            TakeDecoded(decoded.AsSpan(0, written));
            if (result == OperationStatus.InvalidData && IsBusy)
                FailDecoding($"The unit 0x{(int)units[read]:X4} is half of a pair without the other half; the document is not UTF-16.");
            units.AsSpan(read, unitCount - read).CopyTo(units);
            unitCount -= read;
        }

        return default;
    }

    private void AddUnits(ReadOnlySpan<byte> bytes)
    {
        var target = MemoryMarshal.AsBytes(units.AsSpan(unitCount, bytes.Length / 2));
        bytes.CopyTo(target);
        if (BitConverter.IsLittleEndian != (encoding == InputEncoding.Utf16LittleEndian))
        {
            var swapped = MemoryMarshal.Cast<char, short>(units.AsSpan(unitCount, bytes.Length / 2));
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(swapped, swapped);
        }

        unitCount += bytes.Length / 2;
    }

    private void EnsureDecodingBuffers()
    {
        if (decoded.Length > 0)
            return;
        units = new char[TranscodedUnits + 2];
        decoded = new byte[(TranscodedUnits + 2) * 3];
    }

    /// <summary>Parses what is held back at the end of the input.</summary>
    private void EndInput()
    {
        if (encoding == InputEncoding.Unknown)
            DetectEncoding(isAll: true);
        if (isInBeginning && beginning.Length > 0 && IsBusy)
        {
            isInBeginning = false;
            Take(beginning.Written);
        }

        if ((unitCount > 0 || halfUnit is not null) && IsBusy)
            FailDecoding("The input ends inside a character of UTF-16.");
    }

    /// <summary>Fails behind all that was decoded, once what is there has been parsed.</summary>
    private void FailDecoding(string message)
    {
        if (ParseHeldBack())
            Fail(window.End, message);
    }

    /// <summary>Parses what is there and would wait for more.</summary>
    /// <returns>False if it has ended the parsing.</returns>
    private bool ParseHeldBack()
    {
        if (!window.HasRoom(0))
            MakeRoom(0);
        window.Append([]);
        Parse();
        if (!IsBusy)
            return false;
        if (pending == Pending.None)
            FlushText(isAll: true);
        CheckUnfinished();
        return true;
    }
}
