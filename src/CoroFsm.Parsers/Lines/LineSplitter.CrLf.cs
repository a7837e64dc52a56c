namespace CoroFsm.Parsers.Lines;

/// <content>Lines that only CRLF ends.</content>
public sealed partial class LineSplitter
{
    /// <summary>Whether the last byte is a CR: the next one determines whether it ends a line.</summary>
    private bool hasPendingReturn;

    /// <summary>Delivers the lines that end in bytes that start at a character boundary, and keeps the rest.</summary>
    private void SplitAtCrLf(ReadOnlyMemory<byte> memory)
    {
        var at = EndPendingReturn(memory.Span);
        var isCut = false;
        var bytes = options.AllowInvalidUtf8 ? memory.Span : memory.Span[..Utf8Prefix.Measure(memory.Span, out isCut)];
        var start = at;
        while (bytes[at..].IndexOfAny(LineEnds.CarriageReturn, LineEnds.LineFeed) is >= 0 and var length)
        {
            at += length;
            var isReturn = bytes[at] == LineEnds.CarriageReturn;
            if (isReturn && at + 1 == memory.Length)
            {
                hasPendingReturn = true;
                break;
            }

            if (isReturn && memory.Span[at + 1] == LineEnds.LineFeed)
            {
                DeliverCrLf(memory, start, at);
                at += 2;
                start = at;
                lineOffset = offset + start;
            }
            else
            {
                RefuseBare(bytes[start..at], bytes[at], offset + at);
                at++;
            }
        }

        Keep(bytes[start..(hasPendingReturn ? at : bytes.Length)]);
        offset += bytes.Length;
        CutAt(memory.Span[bytes.Length..], isCut);
    }

    /// <summary>Determines whether the CR at the end of the last chunk ends a line.</summary>
    /// <param name="next">The following bytes; empty at the end.</param>
    /// <returns>The number of bytes consumed.</returns>
    private int EndPendingReturn(ReadOnlySpan<byte> next = default)
    {
        if (!hasPendingReturn)
            return 0;

        hasPendingReturn = false;
        if (next is [LineEnds.LineFeed, ..])
        {
            DeliverPartial();
            lineOffset = offset + 1;
            return 1;
        }

        RefuseBare([], LineEnds.CarriageReturn, offset - 1);
        Keep([LineEnds.CarriageReturn]);
        return 0;
    }

    private void DeliverCrLf(ReadOnlyMemory<byte> memory, int start, int end)
    {
        var line = memory.Span[start..end];
        if (HasPartial)
        {
            Keep(line);
            DeliverPartial();
            return;
        }

        number++;
        var first = token.SetBytes(memory, offset) + start;
        if (line.Length > options.MaxLineLength)
        {
            DeliverOverlong(line, first, offset + start);
            return;
        }

        token.MoveNext(first, line.Length, number);
        Next.OnNext(new(token, number));
    }

    /// <summary>Throws for a CR or LF that is not part of a CRLF, unless it is allowed in a line.</summary>
    /// <param name="before">
    /// The bytes before it in its line that have not been kept. If they exceed the limit, the exception for a long line is thrown.
    /// </param>
    /// <param name="value">The byte.</param>
    /// <param name="at">The offset of the byte.</param>
    private void RefuseBare(ReadOnlySpan<byte> before, byte value, long at)
    {
        if (options.AllowBareCrAndLf)
            return;

        Keep(before);
        var name = value == LineEnds.LineFeed ? "LF" : "CR";
        throw new LineException(
            $"Line {number + 1} has a bare {name} at byte {at}. End lines with CRLF, "
            + $"or let it pass with {nameof(LineSplitterOptions)}.{nameof(LineSplitterOptions.AllowBareCrAndLf)}.",
            number + 1,
            at);
    }
}
