namespace CoroFsm.Pipelines;

/// <summary>Represents one of a child's pipes. Blocks the calling thread until the operation ends or a token is cancelled.</summary>
/// <remarks>
/// A blocking read or write of a pipe cannot be cancelled, and not only the child may hold its other end: descendants inherit it.
/// </remarks>
internal sealed class ChildPipe(Stream pipe, CancellationToken cancellationToken) : Stream
{
    public override bool CanRead => pipe.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => pipe.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var reading = pipe.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
        return reading.IsCompleted ? reading.Result : reading.AsTask().GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var writing = pipe.WriteAsync(buffer.AsMemory(offset, count), cancellationToken);
        if (writing.IsCompleted)
            writing.GetAwaiter().GetResult();
        else
            writing.AsTask().GetAwaiter().GetResult();
    }

    public override void Flush()
    {
        // A pipe has nothing to flush.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            pipe.Dispose();
        base.Dispose(disposing);
    }
}
