using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents the content of an XML declaration ([23] XMLDecl).</summary>
/// <param name="Text">Its pseudo-attributes as written, with one blank between them.</param>
/// <param name="Encoding">The name of the encoding; null if it names none.</param>
/// <param name="EncodingAt">The offset of that name.</param>
/// <param name="IsStandalone">Whether it specifies that nothing outside the document matters.</param>
/// <param name="Error">The error; null if there is none.</param>
/// <param name="ErrorAt">The offset of the error.</param>
internal sealed record XmlDeclaration(string Text, string? Encoding, int EncodingAt, bool IsStandalone, string? Error, int ErrorAt)
{
    /// <summary>Parses a declaration.</summary>
    /// <param name="declaration">From &lt;?xml to ?&gt;.</param>
    internal static XmlDeclaration Parse(ReadOnlySpan<byte> declaration)
    {
        ReadOnlySpan<string> order = ["version", "encoding", "standalone"];
        var text = new StringBuilder();
        string? encoding = null;
        var encodingAt = 0;
        var isStandalone = false;
        var next = 0;
        var at = "<?xml".Length;
        var end = declaration.Length - "?>".Length;
        while (true)
        {
            var blanks = at;
            while (at < end && XmlChars.IsWhiteSpace(declaration[at]))
                at++;
            if (at == end)
                break;
            if (at == blanks)
                return Wrong(at, "White space is expected in the XML declaration.");

            var length = XmlChars.NameLength(declaration[at..end]);
            var name = System.Text.Encoding.UTF8.GetString(declaration.Slice(at, length));
            var index = order.IndexOf(name);
            if (index < next || next == 0 && index != 0)
                return Wrong(at, next == 0
                    ? "version=\"1.0\" is expected in the XML declaration."
                    : "encoding=\"…\", then standalone=\"…\" may follow in the XML declaration, and nothing else.");
            var nameAt = at;
            at += length;
            while (at < end && XmlChars.IsWhiteSpace(declaration[at]))
                at++;
            if (at == end || declaration[at] != '=')
                return Wrong(at, "'=' is expected in the XML declaration.");
            at++;
            while (at < end && XmlChars.IsWhiteSpace(declaration[at]))
                at++;
            if (at == end || declaration[at] is not ((byte)'"' or (byte)'\''))
                return Wrong(at, "A quote is expected in the XML declaration.");
            var valueLength = declaration[(at + 1)..end].IndexOf(declaration[at]);
            if (valueLength < 0)
                return Wrong(at, "The closing quote is missing in the XML declaration.");
            var value = System.Text.Encoding.UTF8.GetString(declaration.Slice(at + 1, valueLength));
            var isRight = index switch
            {
                0 => IsVersion(value),
                1 => IsEncodingName(value),
                _ => value is "yes" or "no",
            };
            if (!isRight)
            {
                return Wrong(at + 1, index switch
                {
                    0 => "A version 1.x is expected.",
                    1 => "The name of an encoding is expected.",
                    _ => "\"yes\" or \"no\" is expected.",
                });
            }


            if (index == 1)
                (encoding, encodingAt) = (value, at + 1);
            isStandalone |= value == "yes";
            var delimiter = (char)declaration[at];
            text.Append(text.Length > 0 ? " " : "").Append(name).Append('=').Append(delimiter).Append(value).Append(delimiter);
            at += valueLength + 2;
            next = index + 1;
        }

        return next == 0
            ? Wrong(at, "version=\"1.0\" is expected in the XML declaration.")
            : new(text.ToString(), encoding, encodingAt, isStandalone, null, 0);

        static XmlDeclaration Wrong(int at, string error) => new("", null, 0, false, error, at);
    }

    private static bool IsVersion(string value) =>
        value.Length > 2 && value.StartsWith("1.", StringComparison.Ordinal) && !value.AsSpan(2).ContainsAnyExceptInRange('0', '9');

    private static bool IsEncodingName(string value)
    {
        if (value.Length == 0 || !char.IsAsciiLetter(value[0]))
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }

        return true;
    }
}
