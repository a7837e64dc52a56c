using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// Represents a stage that splits a stream of bytes, in chunks of any size, into lines of text.
/// </summary>
/// <remarks>
/// <para>
/// A line ends with LF, CRLF or CR, and is delivered with the first byte of its end; or with CRLF alone
/// (<see cref="LineSplitterOptions.LineTerminator"/>). Bytes after the last line end are a line, too, if there are any: it is delivered at
/// the completion, but not at a failure, because it may be incomplete. A UTF-8 byte-order mark at the beginning is dropped.
/// </para>
/// <para>
/// A source that restarts with another input (<see cref="OnRestart"/>) ends the last line as a completion does. Line numbers and offsets
/// restart, and a splitter that has ended or failed accepts bytes again.
/// </para>
/// <para>
/// A line that is contained in one chunk is not copied; one that continues in the next chunk is kept, up to a limit. Allocates nothing once
/// its buffer has grown, except for the strings if the target receives strings.
/// </para>
/// <para>
/// Not thread-safe. After a failure of the splitter or its target, only <see cref="OnError"/> and <see cref="OnRestart"/> are possible.
/// </para>
/// </remarks>
public sealed partial class LineSplitter : Stage<ByteChunk, TextLine>
{
    private readonly LineSplitterOptions options;
    private LineToken token = new();
    private readonly PartialLine partial = new();
    /// <summary>The ends of the next lines. Many at a time, so that search and delivery each run uninterrupted.</summary>
    private readonly int[] ends = new int[256];
    private Phase phase;
    private bool hasEndedWithReturn;
    /// <summary>Whether the current line exceeds the limit and its remaining bytes are dropped.</summary>
    private bool isOverlong;
    private long number;
    /// <summary>The offset of the next byte.</summary>
    private long offset;
    /// <summary>The offset of the current line.</summary>
    private long lineOffset;

    /// <summary>Initializes a new instance of the <see cref="LineSplitter"/> class that delivers views of lines.</summary>
    /// <param name="next">The target of the lines.</param>
    /// <param name="options">The options; null for <see cref="LineSplitterOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public LineSplitter(IObserver<TextLine> next, LineSplitterOptions? options = null)
        : base(next)
    {
        this.options = options ?? LineSplitterOptions.Default;
    }

    /// <summary>Initializes a new instance of the <see cref="LineSplitter"/> class that delivers strings.</summary>
    /// <param name="next">The target of the lines, without their ends.</param>
    /// <param name="options">The options; null for <see cref="LineSplitterOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public LineSplitter(IObserver<string> next, LineSplitterOptions? options = null)
        : this(new LineStrings(next ?? throw new ArgumentNullException(nameof(next))), options)
    {
    }

    private enum Phase
    {
        Waiting,
        Busy,
        /// <summary>The splitter or its target has thrown; the target has not been notified of the failure.</summary>
        Failed,
        Ended,
    }

    private bool HasPartial => partial.Length > 0 || isOverlong;

    /// <summary>Delivers the lines that end in a chunk.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="LineException">
    /// The bytes are not valid UTF-8, a line is longer than the limit, or a CR or LF is bare where CRLF ends lines. All previous lines have
    /// been delivered.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The method is called by the splitter's own target (a cycle), after a failure, or after the end.
    /// </exception>
    public override void OnNext(ByteChunk value)
    {
        Begin();
        try
        {
            var bytes = value.Memory;
            if (cutLength > 0)
                bytes = bytes[CompleteCharacter(bytes.Span)..];
            if (!bytes.IsEmpty)
                Take(bytes);
        }
        catch
        {
            phase = Phase.Failed;
            throw;
        }

        token.Close();
        phase = Phase.Waiting;
    }

    /// <summary>Delivers the last line, if it has no end, and passes the completion on.</summary>
    /// <exception cref="LineException">
    /// The bytes end inside a character of UTF-8, or with a bare CR where CRLF ends lines. The target has received the exception, too.
    /// </exception>
    /// <exception cref="InvalidOperationException">The method is called by the splitter's own target (a cycle), or after a
    /// failure.</exception>
    /// <remarks>
    /// An exception of the target at the last line is passed to it as the failure, because the source has already ended.
    /// </remarks>
    public override void OnCompleted()
    {
        if (phase == Phase.Ended)
            return;

        Begin();
        try
        {
            DeliverLast();
        }
        catch (Exception error)
        {
            phase = Phase.Ended;
            token.Close();
            Fail(error);
            throw;
        }

        phase = Phase.Ended;
        token.Close();
        Next.OnCompleted();
    }

    /// <summary>Passes a failure on. An incomplete line is not delivered.</summary>
    /// <param name="error">The failure.</param>
    public override void OnError(Exception error)
    {
        if (phase == Phase.Ended)
            return;

        phase = Phase.Ended;
        token.Close();
        Next.OnError(error);
    }

    private void Begin()
    {
        if (phase != Phase.Waiting)
            throw NotReady();
        phase = Phase.Busy;
    }

    private InvalidOperationException NotReady() => new(phase switch
    {
        Phase.Ended => $"This {nameof(LineSplitter)} has already received its completion or failure. "
            + $"Create another one for other bytes, or call {nameof(OnRestart)}.",
        Phase.Failed => $"This {nameof(LineSplitter)} has failed. "
            + $"Call {nameof(OnError)} to pass the failure on, or {nameof(OnRestart)} to restart with other bytes.",
        _ => $"This {nameof(LineSplitter)} has been called by its own target (a cycle). Remove the cycle.",
    });

    /// <summary>Delivers the lines that end in bytes that start at a character boundary, and keeps the rest.</summary>
    private void Split(ReadOnlyMemory<byte> bytes)
    {
        if (options.LineTerminator == LineTerminator.CrLf)
        {
            SplitAtCrLf(bytes);
            return;
        }

        if (HasPartial)
            bytes = bytes[EndPartial(bytes.Span)..];
        if (hasEndedWithReturn && !bytes.IsEmpty)
        {
            hasEndedWithReturn = false;
            if (bytes.Span[0] == LineEnds.LineFeed)
            {
                bytes = bytes[1..];
                lineOffset = ++offset;
            }
        }

        if (!bytes.IsEmpty)
            DeliverWhole(bytes);
    }

    private void DeliverWhole(ReadOnlyMemory<byte> memory)
    {
        var bytes = memory.Span;
        var first = token.SetBytes(memory, offset);
        var isChecked = options.AllowInvalidUtf8;
        var isCut = false;
        var start = 0;
        var line = number;
        var maxLength = options.MaxLineLength;
        for (var at = 0; at < bytes.Length;)
        {
            var block = at;
            var count = LineEnds.Collect(bytes, ref at, ends, out var isAscii);
            if (!isAscii && !isChecked)
            {
                // The bytes before are ASCII. The rest of the chunk is checked in one step.
                bytes = bytes[..(block + Utf8Prefix.Measure(bytes[block..], out isCut))];
                isChecked = true;
                while (count > 0 && ends[count - 1] >= bytes.Length)
                    count--;
            }

            foreach (var end in ends.AsSpan(0, count))
            {
                var length = end - start;
                if (length > 0 && bytes[end - 1] == LineEnds.CarriageReturn)
                    length--;
                number = ++line;
                if (length > maxLength)
                {
                    DeliverOverlong(bytes.Slice(start, length), first + start, offset + start);
                }
                else
                {
                    token.MoveNext(first + start, length, line);
                    Next.OnNext(new(token, line));
                }

                start = end + 1;
            }
        }

        lineOffset = offset + start;
        Keep(bytes[start..]);
        hasEndedWithReturn = bytes is [.., LineEnds.CarriageReturn];
        offset += bytes.Length;
        CutAt(memory.Span[bytes.Length..], isCut);
    }

    /// <summary>Delivers the line that began in an earlier chunk, if it ends in this one.</summary>
    /// <returns>The number of bytes consumed.</returns>
    private int EndPartial(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(LineEnds.LineFeed, LineEnds.CarriageReturn);
        var rest = end < 0 ? bytes : bytes[..end];
        var isCut = false;
        var length = options.AllowInvalidUtf8 ? rest.Length : Utf8Prefix.Measure(rest, out isCut);
        Keep(rest[..length]);
        offset += length;
        CutAt(rest[length..], isCut && end < 0);
        if (end < 0)
            return bytes.Length;

        DeliverPartial();
        hasEndedWithReturn = bytes[end] == LineEnds.CarriageReturn;
        lineOffset = ++offset;
        return end + 1;
    }

    /// <summary>Delivers the remaining line at the end of the bytes.</summary>
    private void DeliverLast()
    {
        EndCharacter();
        EndPendingReturn();
        if (HasPartial)
            DeliverPartial();
    }

    private void DeliverPartial()
    {
        number++;
        if (!isOverlong || options.OverlongLines == OverlongLineMode.Truncate)
        {
            token.MoveNext(token.SetBytes(partial.Memory, lineOffset), partial.Length, number);
            token.IsTruncated = isOverlong;
            isOverlong = false;
            partial.Clear();
            Next.OnNext(new(token, number));
            token.IsTruncated = false;
        }

        isOverlong = false;
    }
}
