using System.Text;

namespace SaxToBus;

/// <summary>Decides what the header fields of an answer say about its body.</summary>
internal static class BodyFormat
{
    /// <summary>The maximum length of a document that a server sends, decompressed, in bytes.</summary>
    public const long MaxLength = 256 << 20;

    /// <summary>Checks that a body can be XML.</summary>
    /// <exception cref="FaultException">The media type is that of something else.</exception>
    public static void CheckType(string? type)
    {
        if (type is not null && !CanBeXml(type))
            throw new FaultException($"the server sends {Printable.Short(type)}; expected is XML, such as application/xml");
    }

    /// <summary>Returns whether a body is compressed: by its encoding, or as a file of its own.</summary>
    /// <exception cref="FaultException">It is compressed in another way than by gzip.</exception>
    public static bool IsGzip(ICollection<string> encodings, string? type)
    {
        string[] applied = [.. encodings.Where(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        if (applied is [])
            return IsGzipType(type);

        // x-gzip is the old name, and equivalent (RFC 9110, 8.4.1.3).
        if (applied is [var one] && one.ToUpperInvariant() is "GZIP" or "X-GZIP")
            return true;
        throw new FaultException($"the answer is packed as {Printable.Short(string.Join(", ", applied))}; expected is gzip, or nothing");
    }

    /// <summary>Gets the encoding that the parameter <c>charset</c> names; null if there is none: the document itself states it.</summary>
    /// <exception cref="FaultException">There is no such encoding.</exception>
    public static Encoding? EncodingOf(string? charset)
    {
        var name = charset?.Trim('"', '\'', ' ');
        if (string.IsNullOrEmpty(name))
            return null;

        try
        {
            var (encoder, decoder) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return CodePagesEncodingProvider.Instance.GetEncoding(name, encoder, decoder) ?? Encoding.GetEncoding(name, encoder, decoder);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new FaultException($"the server sends the charset {Printable.Short(name)}, which is unknown", error);
        }
    }

    private static bool CanBeXml(string type) =>
        IsGzipType(type)
        || type.ToLowerInvariant() is var name
            && (name is "text/plain" or "application/octet-stream"
                || (name.Contains("xml", StringComparison.Ordinal) && name != "application/xhtml+xml"));

    /// <summary>Media types are compared without case (RFC 9110, 8.3.1).</summary>
    private static bool IsGzipType(string? type) => type?.ToLowerInvariant() is "application/gzip" or "application/x-gzip";
}
