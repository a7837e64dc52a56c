namespace CoroFsm.Parsers.Lines;

/// <summary>Thrown for bytes that are no lines of text: invalid UTF-8, or a line beyond the limit.</summary>
public sealed class LineException : FormatException
{
    /// <summary>Initializes a new instance of the <see cref="LineException"/> class.</summary>
    public LineException()
        : base("The bytes are no lines of text.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LineException"/> class.</summary>
    /// <param name="message">What is wrong, where, and the cure.</param>
    public LineException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LineException"/> class.</summary>
    /// <param name="message">What is wrong, where, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
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
    /// Gets where it is, in bytes from 0: the first byte of the invalid sequence, or of the line that is too long; -1 if unknown.
    /// </summary>
    public long ByteOffset { get; } = -1;
}
