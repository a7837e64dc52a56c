namespace SaxToBus;

/// <summary>An input that counts its bytes, and ends a cancelled run at its next read.</summary>
internal sealed class MeteredStream(Stream inner, CancellationToken cancellationToken) : InputStream
{
    private long bytesRead;

    /// <summary>Gets how many bytes were read so far. May be asked by any thread.</summary>
    public long BytesRead => Volatile.Read(ref bytesRead);

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = inner.Read(buffer);
        Volatile.Write(ref bytesRead, bytesRead + count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
