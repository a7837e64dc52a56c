using System.Runtime.CompilerServices;
using CoroFsm.Pipelines;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>Reads lines and other parts from a connection. Obtained from <see cref="Connection.Reader"/>.</summary>
/// <remarks>
/// <para>Bytes that are returned are valid until the next call. The reader buffers at most one part and what one receive adds to it (4
/// KiB). One task reads at a time; the await of a second one throws <see cref="InvalidOperationException"/>. A task that is killed while it
/// reads loses nothing: the next call continues with the same bytes.</para>
/// <para>Each await also throws the exceptions of <see cref="Connection.Receive(TaskContext, Memory{byte}, int, string)"/>. While the
/// reader holds bytes, receive with <see cref="Receive"/>, not with the connection.</para>
/// </remarks>
public sealed class ConnectionReader
{
    private static readonly ReadOnlyMemory<byte> LineFeed = new byte[] { (byte)'\n' };

    private readonly Connection connection;
    private readonly ReadAhead ahead = new();
    private bool isReading;
    private bool hasEnded;

    internal ConnectionReader(Connection connection) => this.connection = connection;

    /// <summary>Gets the number of bytes that the reader has received and not yet returned.</summary>
    public int Length => ahead.Length;

    /// <summary>Reads a line. It ends with a line feed; a carriage return before that is removed, too.</summary>
    /// <param name="task">The context of the task that reads.</param>
    /// <param name="maxLength">The maximum number of bytes, without the end of the line.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is the line without its end; null at the end of the input. The await throws
    /// <see cref="InvalidDataException"/> if the line is too long, and <see cref="EndOfStreamException"/> if the input ends inside of
    /// it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    /// <remarks>
    /// A protocol in which only CR LF ends a line, such as SMTP, must not accept a line feed alone as the end of one: use
    /// <see cref="ReadUntil"/>.
    /// </remarks>
    public Coroutine<ReadOnlyMemory<byte>?> ReadLine(
        TaskContext task, int maxLength, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        return ReadTo(task, LineFeed, maxLength, isLine: true, line, file);
    }

    /// <summary>Reads until a delimiter.</summary>
    /// <param name="task">The context of the task that reads.</param>
    /// <param name="delimiter">The delimiter.</param>
    /// <param name="maxLength">The maximum number of bytes, without the delimiter.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is the bytes before the delimiter; null at the end of the input. The await
    /// throws <see cref="InvalidDataException"/> if there are too many bytes, and <see cref="EndOfStreamException"/> if the input ends
    /// before the delimiter.</returns>
    /// <exception cref="ArgumentException"><paramref name="delimiter"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    public Coroutine<ReadOnlyMemory<byte>?> ReadUntil(
        TaskContext task,
        ReadOnlyMemory<byte> delimiter,
        int maxLength,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        ReaderArguments.RefuseEmpty(delimiter);
        return ReadTo(task, delimiter, maxLength, isLine: false, line, file);
    }

    /// <summary>Reads a number of bytes.</summary>
    /// <param name="task">The context of the task that reads.</param>
    /// <param name="count">The number of bytes. If the other side has sent it, check it first: the reader buffers all of them.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is the bytes. The await throws <see cref="EndOfStreamException"/> if the input
    /// ends first.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Coroutine<ReadOnlyMemory<byte>> ReadExactly(
        TaskContext task, int count, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Read(task, count, line, file);
    }

    /// <summary>Receives the bytes that are available, first those that the reader holds.</summary>
    /// <param name="task">The context of the task that receives.</param>
    /// <param name="buffer">The buffer for the bytes.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is the number of bytes; 0 at the end of the input.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is empty.</exception>
    public Coroutine<int> Receive(
        TaskContext task, Memory<byte> buffer, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        if (buffer.IsEmpty)
            throw new ArgumentException("The buffer is empty. Use a buffer with room for at least one byte.", nameof(buffer));
        return ReceiveAny(task, buffer, line, file);
    }

    /// <summary>Throws if a receive of the connection would skip bytes.</summary>
    internal void RefuseToSkip()
    {
        if (ahead.Length > 0)
        {
            throw new InvalidOperationException(
                $"The reader of this connection holds {ahead.Length} bytes that come first. Receive them with Connection.Reader.Receive.");
        }
    }

    private async Coroutine<ReadOnlyMemory<byte>?> ReadTo(
        TaskContext task, ReadOnlyMemory<byte> delimiter, int maxLength, bool isLine, int line, string file)
    {
        Begin();
        try
        {
            ReadOnlyMemory<byte>? part;
            ahead.BeginSearch();
            while (!ahead.TryTakeUntil(delimiter.Span, maxLength, isLine, out part))
            {
                if (await TryReceive(task, line, file))
                    continue;
                return ahead.Length == 0 ? null : throw ahead.EndsInside(isLine ? "a line" : "a part");
            }

            return part;
        }
        finally
        {
            isReading = false;
        }
    }

    private async Coroutine<ReadOnlyMemory<byte>> Read(TaskContext task, int count, int line, string file)
    {
        Begin();
        try
        {
            ReadOnlyMemory<byte> part;
            while (!ahead.TryTakeExactly(count, out part))
            {
                if (!await TryReceive(task, line, file))
                    throw ahead.EndsInside($"a part of {count} bytes");
            }

            return part;
        }
        finally
        {
            isReading = false;
        }
    }

    private async Coroutine<int> ReceiveAny(TaskContext task, Memory<byte> buffer, int line, string file)
    {
        Begin();
        try
        {
            return ahead.Length > 0 ? ahead.Take(buffer.Span) : await connection.ReceiveMore(task, buffer, line, file);
        }
        finally
        {
            isReading = false;
        }
    }

    private async Coroutine<bool> TryReceive(TaskContext task, int line, string file)
    {
        if (hasEnded)
            return false;
        var count = await connection.ReceiveMore(task, ahead.Room(), line, file);
        ahead.Advance(count);
        hasEnded = count == 0;
        return !hasEnded;
    }

    private void Begin()
    {
        if (isReading)
        {
            throw new InvalidOperationException(
                "Another task is reading from this connection. Let one task read, and pass on what it has read.");
        }

        isReading = true;
    }
}
