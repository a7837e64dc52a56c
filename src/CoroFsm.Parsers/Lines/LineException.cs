namespace CoroFsm.Parsers.Lines;

/// <summary>The exception that is thrown for bytes that are not lines of text: invalid UTF-8, or a line beyond the limit.</summary>
public sealed class LineException : FormatException
{
    /// <summary>Initializes a new instance of the <see cref="LineException"/> class.</summary>
    public LineException()
        : base("The bytes are not lines of text.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LineException"/> class.</summary>
    /// <param name="message">The error, its position, and the fix.</param>
    public LineException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LineException"/> class.</summary>
    /// <param name="message">The error, its position, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public LineException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal LineException(string message, long line, long byteOffset)
        : base(message)
    {
        Line = line;
        ByteOffset = byteOffset;
    }

    /// <summary>Gets the number of the line, from 1; 0 if unknown.</summary>
    public long Line { get; }

    /// <summary>
    /// Gets the offset of the error, in bytes from 0: the first byte of the invalid sequence, or of the line that is too long; -1 if
    /// unknown.
    /// </summary>
    public long ByteOffset { get; } = -1;
}
