namespace CoroFsm.Parsers;

/// <summary>
/// A stage that takes bytes, cut anyhow, and gives the lines of text that they are.
/// </summary>
/// <remarks>
/// <para>
/// A line ends with LF, CRLF or CR, and is delivered with the first byte of its end. What follows the last end is a line too, if it is not empty: it is delivered at the
/// completion, but not at a failure, for then nobody knows whether it is whole. A UTF-8 byte-order mark at the beginning is dropped.
/// </para>
/// <para>
/// A line that lies in one chunk is not copied; one that goes on in the next is kept, up to a limit. Allocates nothing once its buffer has grown, but for the strings of the
/// front that gives strings.
/// </para>
/// <para>For one thread at a time. After its own failure, or its target's, it takes only <see cref="OnError"/>.</para>
/// </remarks>
public sealed partial class LineSplitter : Stage<ByteChunk, TextLine>
{
    private readonly LineSplitterOptions options;
    private readonly LineToken token = new();
    private readonly PartialLine partial = new();
    /// <summary>Where the lines end that are delivered next; many at once, so that search and delivery each run undisturbed.</summary>
    private readonly int[] ends = new int[256];
    private Phase phase;
    private bool hasEndedWithReturn;
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
        /// <summary>In a call; also after a failure, until it is told to go on to the target.</summary>
        Busy,
        Ended,
    }

    /// <summary>Delivers the lines that end in a chunk.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="LineException">The bytes are not valid UTF-8, or a line is longer than the limit. All lines before have been delivered.</exception>
    /// <exception cref="InvalidOperationException">Called from a target of its own (a cycle), after a failure, or after the end.</exception>
    public override void OnNext(ByteChunk value)
    {
        Begin();
        var bytes = value.Memory;
        if (cutLength > 0)
            bytes = bytes[CompleteCharacter(bytes.Span)..];
        if (!bytes.IsEmpty)
            Take(bytes);
        token.Close();
        phase = Phase.Waiting;
    }

    /// <summary>Delivers the last line, if it has no end, and passes the completion on.</summary>
    /// <exception cref="LineException">The bytes end amid a character of UTF-8. The target has got the failure too.</exception>
    /// <exception cref="InvalidOperationException">Called from a target of its own (a cycle), or after a failure.</exception>
    /// <remarks>What the target throws at the last line is handed to it as its failure: the source is past its end, and no longer does it.</remarks>
    public override void OnCompleted()
    {
        if (phase == Phase.Ended)
            return;

        Begin();
        try
        {
            EndCharacter();
            if (partial.Length > 0)
                DeliverPartial();
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
            throw new InvalidOperationException(phase == Phase.Ended
                ? $"This {nameof(LineSplitter)} has got its completion or failure already. Make another one for other bytes."
                : $"This {nameof(LineSplitter)} has been called by a target of its own (a cycle), or has failed. Let the stages form no cycle; after a failure, tell it {nameof(OnError)}.");
        phase = Phase.Busy;
    }

    /// <summary>Delivers the lines that end in bytes that begin where a character does, and keeps the rest.</summary>
    private void Split(ReadOnlyMemory<byte> bytes)
    {
        if (partial.Length > 0)
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
                if (length > maxLength)
                    throw TooLong(offset + start);

                number = ++line;
                token.GoOn(first + start, length, line);
                Next.OnNext(new(token, line));
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

    private void DeliverPartial()
    {
        token.GoOn(token.SetBytes(partial.Memory, lineOffset), partial.Length, ++number);
        partial.Clear();
        Next.OnNext(new(token, number));
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > options.MaxLineLength - partial.Length)
            throw TooLong(lineOffset);
        partial.Append(bytes);
    }

    private LineException TooLong(long start) => new(
        $"Line {number + 1}, which begins at byte {start}, is longer than {options.MaxLineLength} bytes. Raise {nameof(LineSplitterOptions)}.{nameof(LineSplitterOptions.MaxLineLength)} if the text is to be trusted.",
        number + 1,
        start);
}
