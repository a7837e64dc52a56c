namespace SaxToBus;

/// <summary>Standard output: tells a reader that has gone away from a device that fails, and takes no more after either.</summary>
/// <remarks>Never closes what it writes to: that is the process's own.</remarks>
internal sealed class OutputStream(Stream inner) : Stream
{
    /// <summary>EPIPE, the same on Linux, macOS and the BSDs.</summary>
    private const int BrokenPipe = 32;

    /// <summary>ERROR_BROKEN_PIPE and ERROR_NO_DATA.</summary>
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    private bool isBroken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // Code that cleans up after a failure may still write: that must not hide the failure.
        if (isBroken || buffer.IsEmpty)
            return;

        try
        {
            inner.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Broken(error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        if (isBroken)
            return;

        try
        {
            inner.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Broken(error);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private Exception Broken(Exception error)
    {
        isBroken = true;
        return error.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData
            ? new OutputClosedException(error)
            : new FaultException($"standard output: {error.Message}", error);
    }
}
