namespace CoroFsm.Parsers;

/// <summary>The encodings that a document may have.</summary>
internal enum InputEncoding
{
    /// <summary>Not yet known: the first bytes tell.</summary>
    Unknown,

    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    Latin1,
    Ascii,
}

/// <summary>Finds out the encoding of a document (appendix F).</summary>
internal static class InputEncodings
{
    internal const string Supported = "UTF-8, UTF-16, ISO-8859-1 and US-ASCII are.";

    /// <summary>The first bytes that tell an encoding, the longer first.</summary>
    private static readonly (byte[] Mark, InputEncoding Encoding, int Length, string? Refused)[] Marks =
    [
        ([0x00, 0x00, 0xFE, 0xFF], default, 0, "UTF-32"),
        ([0xFF, 0xFE, 0x00, 0x00], default, 0, "UTF-32"),
        ([0x00, 0x00, 0x00, 0x3C], default, 0, "UTF-32"),
        ([0x3C, 0x00, 0x00, 0x00], default, 0, "UTF-32"),
        ([0x4C, 0x6F, 0xA7, 0x94], default, 0, "EBCDIC"),
        ([0xEF, 0xBB, 0xBF], InputEncoding.Utf8, 3, null),
        ([0xFE, 0xFF], InputEncoding.Utf16BigEndian, 2, null),
        ([0xFF, 0xFE], InputEncoding.Utf16LittleEndian, 2, null),
        ([0x00, 0x3C], InputEncoding.Utf16BigEndian, 0, null),
        ([0x3C, 0x00], InputEncoding.Utf16LittleEndian, 0, null),
    ];

    /// <summary>Looks at the first bytes of a document.</summary>
    /// <param name="start">The bytes that are there.</param>
    /// <param name="isAll">Whether there are no more.</param>
    /// <param name="markLength">How many of them are a mark and no part of the document.</param>
    /// <param name="refused">The encoding, if it is none that is supported.</param>
    /// <returns>The encoding; unknown if more bytes are needed.</returns>
    internal static InputEncoding Detect(ReadOnlySpan<byte> start, bool isAll, out int markLength, out string? refused)
    {
        markLength = 0;
        refused = null;
        foreach (var (mark, encoding, length, name) in Marks)
        {
            if (start.StartsWith(mark))
            {
                (markLength, refused) = (length, name);
                return encoding;
            }

            if (!isAll && start.Length < mark.Length && mark.AsSpan().StartsWith(start))
                return InputEncoding.Unknown;
        }

        return InputEncoding.Utf8;
    }

    /// <summary>Gets the encoding that a declaration names.</summary>
    /// <param name="name">The name.</param>
    /// <param name="found">What the first bytes have told.</param>
    /// <returns>The encoding; unknown if it is not supported, or not the one that was found.</returns>
    internal static InputEncoding Named(string name, InputEncoding found) => (name.ToUpperInvariant(), found) switch
    {
        ("UTF-8" or "UTF8", InputEncoding.Utf8) => found,
        ("UTF-16" or "ISO-10646-UCS-2", InputEncoding.Utf16LittleEndian or InputEncoding.Utf16BigEndian) => found,
        ("UTF-16LE", InputEncoding.Utf16LittleEndian) => found,
        ("UTF-16BE", InputEncoding.Utf16BigEndian) => found,
        ("ISO-8859-1" or "ISO_8859-1" or "LATIN1" or "L1", InputEncoding.Utf8) => InputEncoding.Latin1,
        ("US-ASCII" or "ASCII", InputEncoding.Utf8) => InputEncoding.Ascii,
        _ => InputEncoding.Unknown,
    };

    internal static bool IsKnownName(string name) =>
        name.ToUpperInvariant() is "UTF-8" or "UTF8" or "UTF-16" or "ISO-10646-UCS-2" or "UTF-16LE" or "UTF-16BE" or "ISO-8859-1" or "ISO_8859-1" or "LATIN1" or "L1" or "US-ASCII" or "ASCII";
}
