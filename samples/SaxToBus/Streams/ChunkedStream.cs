namespace SaxToBus;

/// <summary>An input that comes in small pieces. Disposing it leaves the stream below open.</summary>
internal sealed class ChunkedStream(Stream inner, int size) : InputStream
{
    public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(buffer.Length, size)]);

    // Not the base's, which reads on another thread and cannot be cancelled: a slow server would hold it beyond its time.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
