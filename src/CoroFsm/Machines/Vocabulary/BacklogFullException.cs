namespace CoroFsm;

/// <summary>
/// The exception that is thrown to the sender when too many events are queued or deferred. The event is dropped, and the machine continues.
/// </summary>
public sealed class BacklogFullException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    public BacklogFullException()
        : base("Too many events are queued or deferred.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    public BacklogFullException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public BacklogFullException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
