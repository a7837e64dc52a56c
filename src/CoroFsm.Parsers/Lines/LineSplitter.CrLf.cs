namespace CoroFsm.Parsers.Lines;

/// <content>Lines that CRLF alone ends.</content>
public sealed partial class LineSplitter
{
    /// <summary>The last byte is a CR: the next one tells whether it ends a line.</summary>
    private bool hasPendingReturn;

    /// <summary>Delivers the lines that end in bytes that begin where a character does, and keeps the rest.</summary>
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

    /// <summary>Finds out what the CR is that ended the last chunk.</summary>
    /// <param name="next">The bytes that follow; empty at the end.</param>
    /// <returns>How many bytes it took.</returns>
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

        token.GoOn(first, line.Length, number);
        Next.OnNext(new(token, number));
    }

    /// <summary>Refuses a CR or LF that is not part of a CRLF, unless it may stand in a line.</summary>
    /// <param name="before">
    /// What stands before it in its line and is not kept yet: a line that is too long by then is refused as such.
    /// </param>
    /// <param name="value">The byte.</param>
    /// <param name="at">Its offset.</param>
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
