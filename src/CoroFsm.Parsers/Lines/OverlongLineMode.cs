namespace CoroFsm.Parsers.Lines;

/// <summary>Specifies what becomes of a line that is longer than <see cref="LineSplitterOptions.MaxLineLength"/>.</summary>
public enum OverlongLineMode
{
    /// <summary>A <see cref="LineException"/> is thrown as soon as the line is too long.</summary>
    Throw,

    /// <summary>
    /// The line is delivered without what exceeds the limit, at its end; no character is cut. <see cref="TextLine.IsTruncated"/> is true.
    /// </summary>
    Truncate,

    /// <summary>The line is not delivered. It has a number, which is missing among those that are delivered.</summary>
    Skip,
}
