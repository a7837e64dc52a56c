namespace CoroFsm.Parsers.Lines;

/// <content>Lines that are longer than the limit.</content>
public sealed partial class LineSplitter
{
    /// <summary>Keeps a part of a line whose end has not arrived.</summary>
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > options.MaxLineLength - partial.Length)
            KeepOverlong(bytes);
        else if (!isOverlong)
            partial.Append(bytes);
    }

    private void KeepOverlong(ReadOnlySpan<byte> bytes)
    {
        if (options.OverlongLines == OverlongLineMode.Throw)
            throw TooLong(number + 1, lineOffset);
        if (isOverlong)
            return;

        isOverlong = true;
        if (options.OverlongLines == OverlongLineMode.Skip)
        {
            partial.Clear();
            return;
        }

        // One byte more than the limit shows whether a character ends there.
        partial.Append(bytes[..(options.MaxLineLength - partial.Length + 1)]);
        partial.Cut(Utf8Prefix.Truncate(partial.Memory.Span, options.MaxLineLength));
    }

    /// <summary>Delivers a line that is contained in one chunk.</summary>
    /// <param name="bytes">The line, which has already been counted.</param>
    /// <param name="start">The start of the line, for <see cref="LineToken.MoveNext"/>.</param>
    /// <param name="byteOffset">The offset of the line in the stream.</param>
    private void DeliverOverlong(ReadOnlySpan<byte> bytes, int start, long byteOffset)
    {
        switch (options.OverlongLines)
        {
            case OverlongLineMode.Throw:
                throw TooLong(number, byteOffset);
            case OverlongLineMode.Truncate:
                token.MoveNext(start, Utf8Prefix.Truncate(bytes, options.MaxLineLength), number);
                token.IsTruncated = true;
                Next.OnNext(new(token, number));
                token.IsTruncated = false;
                break;
        }
    }

    private LineException TooLong(long line, long start) => new(
        $"Line {line}, which begins at byte {start}, is longer than {options.MaxLineLength} bytes. "
        + $"If you trust the text, raise {nameof(LineSplitterOptions)}.{nameof(LineSplitterOptions.MaxLineLength)}.",
        line,
        start);
}
