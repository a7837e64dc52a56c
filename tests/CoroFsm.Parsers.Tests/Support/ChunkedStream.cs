namespace CoroFsm.Parsers.Tests.Support;

/// <summary>Returns its bytes in chunks of the given sizes, cyclically.</summary>
public sealed class ChunkedStream(byte[] bytes, params int[] sizes) : Stream
{
    private int position;
    private int turn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var size = Math.Min(Math.Min(sizes[turn++ % sizes.Length], count), bytes.Length - position);
        bytes.AsSpan(position, size).CopyTo(buffer.AsSpan(offset));
        position += size;
        return size;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
