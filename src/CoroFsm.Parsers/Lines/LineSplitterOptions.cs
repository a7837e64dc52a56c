namespace CoroFsm.Parsers.Lines;

/// <summary>Provides the options of a <see cref="LineSplitter"/>. Every default is safe.</summary>
public sealed record LineSplitterOptions
{
    /// <summary>Gets the default options.</summary>
    public static LineSplitterOptions Default { get; } = new();

    /// <summary>
    /// Gets the maximum length of a line, in bytes without its end. Default: 1 MiB. <see cref="OverlongLines"/> determines what happens to
    /// longer lines.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <remarks>It limits the memory of a splitter, which keeps an incomplete line.</remarks>
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
    /// Gets the mode for lines that are longer than <see cref="MaxLineLength"/>. Default: <see cref="OverlongLineMode.Throw"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public OverlongLineMode OverlongLines
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The value is not defined. Use a member of the enumeration.");
            field = value;
        }
    }

    /// <summary>Gets the kind of line end. Default: <see cref="LineTerminator.Any"/> (LF, CRLF or CR).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    /// <remarks>
    /// Use <see cref="LineTerminator.CrLf"/> for protocols that end lines with CRLF: if two programs disagree on a bare LF or CR, an
    /// attacker can make them see different messages (SMTP smuggling).
    /// </remarks>
    public LineTerminator LineTerminator
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The value is not defined. Use a member of the enumeration.");
            field = value;
        }
    }

    /// <summary>
    /// Gets a value indicating whether a CR or LF that is not part of a CRLF belongs to the line. Default: false; it causes a
    /// <see cref="LineException"/> with its position. Applies only if <see cref="LineTerminator"/> is <see cref="LineTerminator.CrLf"/>.
    /// </summary>
    public bool AllowBareCrAndLf { get; init; }

    /// <summary>
    /// Gets a value indicating whether invalid UTF-8 passes unchanged. Default: false; it causes a <see cref="LineException"/> with its
    /// position.
    /// </summary>
    /// <remarks>For text of an unknown encoding with the line ends of ASCII, such as Latin-1.</remarks>
    public bool AllowInvalidUtf8 { get; init; }
}
