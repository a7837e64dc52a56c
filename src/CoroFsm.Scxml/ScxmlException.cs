namespace CoroFsm.Scxml;

/// <summary>
/// The exception that ends a session, or that is thrown for a document with faults (<see cref="InvalidScxmlException"/>).
/// </summary>
public class ScxmlException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ScxmlException"/> class.</summary>
    public ScxmlException()
        : base("The SCXML session has failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ScxmlException"/> class.</summary>
    /// <param name="message">What happened, and the fix.</param>
    public ScxmlException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ScxmlException"/> class.</summary>
    /// <param name="message">What happened, and the fix.</param>
    /// <param name="innerException">The exception that is the cause.</param>
    public ScxmlException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal ScxmlException(SourcePosition position, string message, Exception? innerException = null)
        : base($"{message} ({position})", innerException) =>
        (Line, Column) = (position.Line, position.Column);

    /// <summary>Gets the line of the element that was executed, from 1; 0 if there is none.</summary>
    public int Line { get; internal init; }

    /// <summary>Gets the column of the element that was executed, from 1, in UTF-16 units; 0 if there is none.</summary>
    public int Column { get; internal init; }
}
