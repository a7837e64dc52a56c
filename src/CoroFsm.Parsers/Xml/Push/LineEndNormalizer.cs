namespace CoroFsm.Parsers.Xml;

/// <summary>Makes every CR LF and CR a LF ([2.11]).</summary>
internal static class LineEndNormalizer
{
    internal static void Write(ReadOnlySpan<byte> bytes, ByteBuffer target)
    {
        while (bytes.IndexOf((byte)'\r') is var at and >= 0)
        {
            target.Add(bytes[..at]);
            target.Add((byte)'\n');
            bytes = bytes[(at + 1)..];
            if (bytes is [(byte)'\n', ..])
                bytes = bytes[1..];
        }

        target.Add(bytes);
    }
}
