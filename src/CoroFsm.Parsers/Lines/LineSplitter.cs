using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// A stage that takes bytes, cut anyhow, and gives the lines of text that they are.
/// </summary>
/// <remarks>
/// <para>
/// A line ends with LF, CRLF or CR, and is delivered with the first byte of its end; or with CRLF alone
/// (<see cref="LineSplitterOptions.LineTerminator"/>). What follows the last end is a line too, if it is not
/// empty: it is delivered at the completion, but not at a failure, for then nobody knows whether it is whole. A UTF-8 byte-order mark
/// at the
/// beginning is dropped.
/// </para>
/// <para>
/// A source that starts over with another input (<see cref="OnRestart"/>) ends the last line as a completion does. Line numbers and offsets
/// begin again, and so does a splitter that has ended or failed.
/// </para>
/// <para>
/// A line that lies in one chunk is not copied; one that goes on in the next is kept, up to a limit. Allocates nothing once its buffer
/// has grown, but for the strings of the
/// front that gives strings.
/// </para>
/// <para>
/// For one thread at a time. After its own failure, or its target's, it takes only <see cref="OnError"/> and <see cref="OnRestart"/>.
/// </para>
/// </remarks>
public sealed partial class LineSplitter : Stage<ByteChunk, TextLine>
{
    private readonly LineSplitterOptions options;
    private LineToken token = new();
    private readonly PartialLine partial = new();
    /// <summary>Where the lines end that are delivered next; many at once, so that search and delivery each run undisturbed.</summary>
    private readonly int[] ends = new int[256];
    private Phase phase;
    private bool hasEndedWithReturn;
    /// <summary>The line that comes next is longer than the limit; its rest is dropped.</summary>
    private bool isOverlong;
    private long number;
    /// <summary>The offset of the byte that comes next.</summary>
    private long offset;
    /// <summary>The offset where the line that comes next begins.</summary>
    private long lineOffset;

    /// <summary>Initializes a new instance of the <see cref="LineSplitter"/> class that gives lines where they stand.</summary>
    /// <param name="next">Gets the lines.</param>
    /// <param name="options">What is accepted; null: <see cref="LineSplitterOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public LineSplitter(IObserver<TextLine> next, LineSplitterOptions? options = null)
        : base(next)
    {
        this.options = options ?? LineSplitterOptions.Default;
    }

    /// <summary>Initializes a new instance of the <see cref="LineSplitter"/> class that makes a string of each line.</summary>
    /// <param name="next">Gets the lines without their ends.</param>
    /// <param name="options">What is accepted; null: <see cref="LineSplitterOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public LineSplitter(IObserver<string> next, LineSplitterOptions? options = null)
        : this(new LineStrings(next ?? throw new ArgumentNullException(nameof(next))), options)
    {
    }

    private enum Phase
    {
        Waiting,
        Busy,
        /// <summary>The splitter or its target has thrown; the target has not received the failure.</summary>
        Failed,
        Ended,
    }

    private bool HasPartial => partial.Length > 0 || isOverlong;

    /// <summary>Delivers the lines that end in a chunk.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="LineException">
    /// The bytes are not valid UTF-8, a line is longer than the limit, or a CR or LF is bare where CRLF ends lines. All lines before have
    /// been delivered.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Called from a target of its own (a cycle), after a failure, or after the end.
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
    /// The bytes end amid a character of UTF-8, or with a bare CR where CRLF ends lines. The target has got the failure too.
    /// </exception>
    /// <exception cref="InvalidOperationException">Called from a target of its own (a cycle), or after a failure.</exception>
    /// <remarks>
    /// What the target throws at the last line is handed to it as its failure: the source is past its end, and no longer does it.
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

    /// <summary>Passes a failure on. A line that has begun is not delivered: nobody knows whether it is whole.</summary>
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
        Phase.Ended => $"This {nameof(LineSplitter)} has got its completion or failure already. "
            + $"Make another one for other bytes, or call {nameof(OnRestart)}.",
        Phase.Failed => $"This {nameof(LineSplitter)} has failed. "
            + $"Call {nameof(OnError)} to pass the failure on, or {nameof(OnRestart)} to begin again with other bytes.",
        _ => $"This {nameof(LineSplitter)} has been called by a target of its own (a cycle). Take the cycle out of the graph.",
    });

    /// <summary>Delivers the lines that end in bytes that begin where a character does, and keeps the rest.</summary>
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
                // What lies before is ASCII. The rest of the chunk is checked at once.
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
                    token.GoOn(first + start, length, line);
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
    /// <returns>How many bytes it took.</returns>
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

    /// <summary>Delivers what is left at the end of the bytes.</summary>
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
            token.GoOn(token.SetBytes(partial.Memory, lineOffset), partial.Length, number);
            token.IsTruncated = isOverlong;
            isOverlong = false;
            partial.Clear();
            Next.OnNext(new(token, number));
            token.IsTruncated = false;
        }

        isOverlong = false;
    }
}
