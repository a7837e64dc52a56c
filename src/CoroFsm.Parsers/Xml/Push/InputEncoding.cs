namespace CoroFsm.Parsers.Xml;

/// <summary>The encodings that a document may have.</summary>
internal enum InputEncoding
{
    /// <summary>Not yet known: determined by the first bytes.</summary>
    Unknown,

    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    Latin1,
    Ascii,
}

/// <summary>Detects the encoding of a document (appendix F).</summary>
internal static class InputEncodings
{
    internal const string Supported = "UTF-8, UTF-16, ISO-8859-1 and US-ASCII are.";

    /// <summary>The first bytes that identify an encoding, longer ones first.</summary>
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

    /// <summary>
    /// The names of the encodings: those registered with IANA that a declaration can have, and what is commonly written for them. UTF-16
    /// leaves the order of the bytes open: unknown.
    /// </summary>
    private static readonly Dictionary<string, InputEncoding> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UTF-8"] = InputEncoding.Utf8,
        ["UTF8"] = InputEncoding.Utf8,
        ["csUTF8"] = InputEncoding.Utf8,
        ["UTF-16"] = InputEncoding.Unknown,
        ["UTF16"] = InputEncoding.Unknown,
        ["csUTF16"] = InputEncoding.Unknown,
        ["ISO-10646-UCS-2"] = InputEncoding.Unknown,
        ["UTF-16LE"] = InputEncoding.Utf16LittleEndian,
        ["UTF16LE"] = InputEncoding.Utf16LittleEndian,
        ["UTF-16BE"] = InputEncoding.Utf16BigEndian,
        ["UTF16BE"] = InputEncoding.Utf16BigEndian,
        ["ISO-8859-1"] = InputEncoding.Latin1,
        ["ISO_8859-1"] = InputEncoding.Latin1,
        ["ISO8859-1"] = InputEncoding.Latin1,
        ["latin1"] = InputEncoding.Latin1,
        ["latin-1"] = InputEncoding.Latin1,
        ["l1"] = InputEncoding.Latin1,
        ["iso-ir-100"] = InputEncoding.Latin1,
        ["IBM819"] = InputEncoding.Latin1,
        ["CP819"] = InputEncoding.Latin1,
        ["csISOLatin1"] = InputEncoding.Latin1,
        ["US-ASCII"] = InputEncoding.Ascii,
        ["ASCII"] = InputEncoding.Ascii,
        ["ANSI_X3.4-1968"] = InputEncoding.Ascii,
        ["ANSI_X3.4-1986"] = InputEncoding.Ascii,
        ["ISO646-US"] = InputEncoding.Ascii,
        ["iso-ir-6"] = InputEncoding.Ascii,
        ["us"] = InputEncoding.Ascii,
        ["IBM367"] = InputEncoding.Ascii,
        ["cp367"] = InputEncoding.Ascii,
        ["csASCII"] = InputEncoding.Ascii,
    };

    /// <summary>Detects the encoding from the first bytes of a document.</summary>
    /// <param name="start">The available bytes.</param>
    /// <param name="isAll">Whether there are no more.</param>
    /// <param name="markLength">The number of bytes that are a mark and not part of the document.</param>
    /// <param name="refused">The name of the encoding, if it is not supported.</param>
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
    /// <param name="found">The encoding that the first bytes indicate.</param>
    /// <returns>The encoding; unknown if it is not supported, or not the one that was found.</returns>
    internal static InputEncoding Named(string name, InputEncoding found)
    {
        if (!Names.TryGetValue(name, out var named))
            return InputEncoding.Unknown;
        return named switch
        {
            InputEncoding.Latin1 or InputEncoding.Ascii => found == InputEncoding.Utf8 ? named : InputEncoding.Unknown,
            InputEncoding.Unknown => found == InputEncoding.Utf8 ? InputEncoding.Unknown : found,
            _ => named == found ? found : InputEncoding.Unknown,
        };
    }

    internal static bool IsKnownName(string name) => Names.ContainsKey(name);

    /// <summary>Gets the name of an encoding, for messages.</summary>
    internal static string NameOf(InputEncoding encoding) => encoding switch
    {
        InputEncoding.Utf16LittleEndian => "UTF-16LE",
        InputEncoding.Utf16BigEndian => "UTF-16BE",
        InputEncoding.Latin1 => "ISO-8859-1",
        InputEncoding.Ascii => "US-ASCII",
        _ => "UTF-8",
    };
}
