namespace CoroFsm.Scxml;

/// <summary>
/// The exception for an error that the document itself can handle. It leaves the current block of executable content, and the session
/// raises an event, usually <see cref="ScxmlEvent.ErrorExecution"/>.
/// </summary>
public sealed class ScxmlErrorException : Exception
{
    /// <summary>Initializes an exception that raises <see cref="ScxmlEvent.ErrorExecution"/>.</summary>
    /// <param name="message">What happened, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public ScxmlErrorException(string message, Exception? innerException = null)
        : this(ScxmlEvent.ErrorExecution, message, innerException)
    {
    }

    /// <summary>Initializes an exception that raises an event.</summary>
    /// <param name="eventName">Name of the event.</param>
    /// <param name="message">What happened, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public ScxmlErrorException(string eventName, string message, Exception? innerException = null)
        : base(message, innerException) => EventName = eventName;

    /// <summary>Gets the name of the event that the session raises.</summary>
    public string EventName { get; }

    /// <summary>Gets the element that has the error; null while it is not known.</summary>
    internal string? Element { get; private set; }

    internal SourcePosition Position { get; private set; }

    /// <summary>Gets or sets the identifier of the <c>send</c> element that has the error; null if it is another one.</summary>
    internal string? SendId { get; set; }

    /// <summary>Names the element that has the error, unless one inside it has been named.</summary>
    internal void Place(string element, SourcePosition position)
    {
        if (Element is null)
            (Element, Position) = (element, position);
    }
}
