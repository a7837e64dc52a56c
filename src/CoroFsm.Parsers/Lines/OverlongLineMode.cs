namespace CoroFsm.Parsers.Lines;

/// <summary>Specifies what happens to a line that is longer than <see cref="LineSplitterOptions.MaxLineLength"/>.</summary>
public enum OverlongLineMode
{
    /// <summary>A <see cref="LineException"/> is thrown as soon as the line is too long.</summary>
    Throw,

    /// <summary>
    /// The line is delivered at its end, truncated to the limit; no character is split. <see cref="TextLine.IsTruncated"/> is true.
    /// </summary>
    Truncate,

    /// <summary>The line is not delivered, but counted: its number is missing among those that are delivered.</summary>
    Skip,
}
