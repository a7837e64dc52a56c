namespace CoroFsm;

/// <summary>Thrown to whoever sends an event that the machine does not accept in its state. The machine goes on waiting.</summary>
public sealed class UnexpectedEventException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="UnexpectedEventException"/> class.</summary>
    public UnexpectedEventException()
        : base("The machine does not accept this event in its state.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnexpectedEventException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    public UnexpectedEventException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnexpectedEventException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public UnexpectedEventException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
