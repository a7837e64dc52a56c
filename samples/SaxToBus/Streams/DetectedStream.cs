namespace SaxToBus;

/// <summary>A document that is read once: decompressed if it begins as one that is compressed with gzip, and within bounds.</summary>
/// <param name="inner">The document, compressed or not; closed with this stream.</param>
/// <param name="maxLength">The maximum length of the decompressed document, in bytes.</param>
internal sealed class DetectedStream(Stream inner, long maxLength) : InputStream
{
    private readonly byte[] begin = new byte[GzipFile.Magic.Length];
    private Stream? document;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        document ??= Open(inner.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false));
        return document.Read(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        document ??= Open(await inner.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken));
        return await document.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            (document ?? inner).Dispose();
        base.Dispose(disposing);
    }

    private BoundedStream Open(int length)
    {
        var whole = new PrefixedStream(begin.AsMemory(0, length), inner);
        return begin.AsSpan(0, length).SequenceEqual(GzipFile.Magic)
            ? BoundedStream.Decompress(whole, maxLength)
            : new BoundedStream(whole, packed: null, maxLength);
    }
}
