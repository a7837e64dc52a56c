namespace CoroFsm.Parsers.Lines;

/// <summary>What a <see cref="LineSplitter"/> accepts. Every default is safe.</summary>
public sealed record LineSplitterOptions
{
    /// <summary>Gets the options of a splitter that was given none.</summary>
    public static LineSplitterOptions Default { get; } = new();

    /// <summary>
    /// Gets the maximum length of a line, in bytes without its end. Default: 1 MiB. <see cref="OverlongLines"/> says what becomes of longer
    /// ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <remarks>It bounds the memory of a splitter, which keeps a line that has not ended.</remarks>
    public int MaxLineLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1 << 20;

    /// <summary>
    /// Gets what becomes of a line that is longer than <see cref="MaxLineLength"/>. Default: <see cref="OverlongLineMode.Throw"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a defined value.</exception>
    public OverlongLineMode OverlongLines
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "Not a defined value.");
            field = value;
        }
    }

    /// <summary>Gets what ends a line. Default: <see cref="LineTerminator.Any"/> (LF, CRLF or CR).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a defined value.</exception>
    /// <remarks>
    /// Use <see cref="LineTerminator.CrLf"/> where a protocol ends lines with CRLF: two programs that do not agree on a bare LF or CR can
    /// be made to see different messages (SMTP smuggling).
    /// </remarks>
    public LineTerminator LineTerminator
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "Not a defined value.");
            field = value;
        }
    }

    /// <summary>
    /// Gets a value indicating whether a CR or an LF that is not part of a CRLF belongs to the line. Default: false; it is a
    /// <see cref="LineException"/> with its place.
    /// Only where <see cref="LineTerminator"/> is <see cref="LineTerminator.CrLf"/>.
    /// </summary>
    public bool AllowBareCrAndLf { get; init; }

    /// <summary>
    /// Gets a value indicating whether bytes that are not UTF-8 pass as they are. Default: false; they are a
    /// <see cref="LineException"/> with their place.
    /// </summary>
    /// <remarks>For text of an unknown encoding that has ASCII's line ends, such as Latin-1.</remarks>
    public bool AllowInvalidUtf8 { get; init; }
}
