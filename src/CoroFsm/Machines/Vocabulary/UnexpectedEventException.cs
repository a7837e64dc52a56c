namespace CoroFsm;

/// <summary>
/// The exception that is thrown to the sender when the machine does not accept the event in its state. The machine continues to wait.
/// </summary>
public sealed class UnexpectedEventException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="UnexpectedEventException"/> class.</summary>
    public UnexpectedEventException()
        : base("The machine does not accept this event in its state.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnexpectedEventException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    public UnexpectedEventException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnexpectedEventException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public UnexpectedEventException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
