namespace SaxToBus;

/// <summary>A stream whose first bytes have been read already: these bytes, and then the rest.</summary>
/// <param name="prefix">The bytes that have been read.</param>
/// <param name="rest">The stream behind them; closed with this one.</param>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : InputStream
{
    private ReadOnlyMemory<byte> prefix = prefix;

    public override int Read(Span<byte> buffer) => prefix.IsEmpty ? rest.Read(buffer) : FromPrefix(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        prefix.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : new(FromPrefix(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }

    private int FromPrefix(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, prefix.Length);
        prefix.Span[..count].CopyTo(buffer);
        prefix = prefix[count..];
        return count;
    }
}
