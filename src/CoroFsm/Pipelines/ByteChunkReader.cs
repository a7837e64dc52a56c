namespace CoroFsm.Pipelines;

/// <summary>Reads lines and other parts from a machine of bytes: the coroutine reads, a byte source pushes.</summary>
/// <remarks>
/// Bytes that are returned are valid until the next call. The reader buffers at most one part and one chunk. The reader belongs to the
/// coroutine of the machine, which makes one call at a time.
/// </remarks>
public sealed class ByteChunkReader
{
    private readonly Inbox<ByteChunk> inbox;
    private readonly ReadAhead ahead = new();
    private bool hasEnded;

    /// <summary>Initializes a new instance of the <see cref="ByteChunkReader"/> class.</summary>
    /// <param name="inbox">The inbox of the machine.</param>
    /// <exception cref="InvalidOperationException"><paramref name="inbox"/> is the default value.</exception>
    public ByteChunkReader(Inbox<ByteChunk> inbox)
    {
        _ = inbox.Machine;
        this.inbox = inbox;
    }

    /// <summary>Reads a line. It ends with a line feed; a carriage return before that is removed, too.</summary>
    /// <param name="maxLength">The maximum number of bytes, without the end of the line.</param>
    /// <returns>The call; await it immediately. Its result is the line without its end; null at the end of the input. The await throws
    /// <see cref="InvalidDataException"/> if the line is too long, and <see cref="EndOfStreamException"/> if the input ends inside of
    /// it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    /// <remarks>
    /// A protocol in which only CR LF ends a line, such as SMTP, must not accept a line feed alone as the end of one: use
    /// <see cref="ReadUntil"/>.
    /// </remarks>
    public Coroutine<ReadOnlyMemory<byte>?> ReadLine(int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        return ReadTo("\n"u8.ToArray(), maxLength, isLine: true);
    }

    /// <summary>Reads until a delimiter.</summary>
    /// <param name="delimiter">The delimiter.</param>
    /// <param name="maxLength">The maximum number of bytes, without the delimiter.</param>
    /// <returns>The call; await it immediately. Its result is the bytes before the delimiter; null at the end of the input. The await
    /// throws <see cref="InvalidDataException"/> if there are too many bytes, and <see cref="EndOfStreamException"/> if the input ends
    /// before the delimiter.</returns>
    /// <exception cref="ArgumentException"><paramref name="delimiter"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    public Coroutine<ReadOnlyMemory<byte>?> ReadUntil(ReadOnlyMemory<byte> delimiter, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        ReaderArguments.RefuseEmpty(delimiter);
        return ReadTo(delimiter, maxLength, isLine: false);
    }

    /// <summary>Reads a number of bytes.</summary>
    /// <param name="count">The number of bytes. If the other side has sent it, check it first: the reader buffers all of them.</param>
    /// <returns>The call; await it immediately. Its result is the bytes. The await throws <see cref="EndOfStreamException"/> if the input
    /// ends first.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Coroutine<ReadOnlyMemory<byte>> ReadExactly(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Read(count);
    }

    private async Coroutine<ReadOnlyMemory<byte>?> ReadTo(ReadOnlyMemory<byte> delimiter, int maxLength, bool isLine)
    {
        ReadOnlyMemory<byte>? part;
        ahead.BeginSearch();
        while (!ahead.TryTakeUntil(delimiter.Span, maxLength, isLine, out part))
        {
            if (await TryReceive())
                continue;
            return ahead.Length == 0 ? null : throw ahead.EndsInside(isLine ? "a line" : "a part");
        }

        return part;
    }

    private async Coroutine<ReadOnlyMemory<byte>> Read(int count)
    {
        ReadOnlyMemory<byte> part;
        while (!ahead.TryTakeExactly(count, out part))
        {
            if (!await TryReceive())
                throw ahead.EndsInside($"a part of {count} bytes");
        }

        return part;
    }

    private async Coroutine<bool> TryReceive()
    {
        if (hasEnded)
            return false;
        try
        {
            ahead.Add((await inbox.Receive()).Span);
            return true;
        }
        catch (EndOfInputException)
        {
            hasEnded = true;
            return false;
        }
    }
}
