namespace SaxToBus;

/// <summary>A body that may be compressed, with bounds: how long it is unpacked, and how many times as long as it was packed.</summary>
/// <param name="unpacked">What is read.</param>
/// <param name="packed">How many packed bytes were read so far; null if it is not packed.</param>
/// <param name="maxLength">How long it may be.</param>
internal sealed class BoundedStream(Stream unpacked, Func<long>? packed, long maxLength) : InputStream
{
    /// <summary>XML is seldom packed better than 1 to 30.</summary>
    private const int MaxRatio = 100;

    /// <summary>Up to here nobody minds.</summary>
    private const long Harmless = 8 << 20;

    private long length;

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
            throw new FaultException($"the answer is longer than {maxLength >> 20} MiB");
        if (packed is not null && length > Harmless && length / MaxRatio > packed())
            throw new FaultException($"the answer unpacks to more than {MaxRatio} times its length, as no feed does");
        return count;
    }
}
