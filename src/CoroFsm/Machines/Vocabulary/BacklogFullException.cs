namespace CoroFsm;

/// <summary>Thrown to whoever sends an event that would have to be queued or deferred beyond the limit. The event is dropped, the machine goes on.</summary>
public sealed class BacklogFullException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    public BacklogFullException()
        : base("Too many events are queued or deferred.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    public BacklogFullException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public BacklogFullException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
