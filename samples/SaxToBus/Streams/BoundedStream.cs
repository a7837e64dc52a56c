using System.IO.Compression;

namespace SaxToBus;

/// <summary>A document within bounds: its length, and, if it was compressed, how many times as long as its compressed form it is.</summary>
/// <param name="unpacked">The document.</param>
/// <param name="packed">Gets the number of compressed bytes that were read so far; null if it is not compressed.</param>
/// <param name="maxLength">Its maximum length, in bytes.</param>
internal sealed class BoundedStream(Stream unpacked, Func<long>? packed, long maxLength) : InputStream
{
    /// <summary>XML is seldom compressed better than 1 to 30.</summary>
    private const int MaxRatio = 100;

    /// <summary>The length up to which the ratio does not matter.</summary>
    private const long Harmless = 8 << 20;

    private long length;

    /// <summary>Decompresses a document with gzip, within bounds.</summary>
    /// <param name="packed">The compressed document; closed with the result.</param>
    /// <param name="maxLength">The maximum length of the decompressed document, in bytes.</param>
    public static BoundedStream Decompress(Stream packed, long maxLength)
    {
        var counted = new CountedStream(packed);
        return new(new GZipStream(counted, CompressionMode.Decompress), () => counted.Count, maxLength);
    }

    public override int Read(Span<byte> buffer) => Checked(unpacked.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Checked(await unpacked.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unpacked.Dispose();
        base.Dispose(disposing);
    }

    private int Checked(int count)
    {
        length += count;
        if (length > maxLength)
            throw new InvalidDataException($"the document is longer than {maxLength >> 20} MiB");
        if (packed is not null && length > Harmless && length / MaxRatio > packed())
            throw new InvalidDataException($"the document unpacks to more than {MaxRatio} times its length, as no feed does");
        return count;
    }

    private sealed class CountedStream(Stream inner) : InputStream
    {
        internal long Count { get; private set; }

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private int Counted(int count)
        {
            Count += count;
            return count;
        }
    }
}
