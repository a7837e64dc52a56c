namespace SaxToBus;

/// <summary>Recognizes files that are compressed with gzip, whatever their name is.</summary>
internal static class GzipFile
{
    /// <summary>The two bytes that such a file begins with (RFC 1952, 2.3.1). No XML document begins with them.</summary>
    public static ReadOnlySpan<byte> Magic => [0x1F, 0x8B];

    /// <summary>Returns whether a file is compressed: one that can be read again. Its position does not change.</summary>
    public static bool IsGzip(Stream file)
    {
        if (!file.CanSeek)
            return false;

        Span<byte> begin = stackalloc byte[2];
        var position = file.Position;
        var length = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        file.Position = position;
        return begin[..length].SequenceEqual(Magic);
    }
}
