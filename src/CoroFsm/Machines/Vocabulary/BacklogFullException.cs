namespace CoroFsm;

/// <summary>
/// The exception that is thrown when a backlog has reached its limit: queued or deferred events or triggers, interrupts, messages that wait
/// for room, or timers. What was to be added is dropped; the machine, chart or scheduler continues.
/// </summary>
public sealed class BacklogFullException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    public BacklogFullException()
        : base("Too many events are queued or deferred.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    /// <param name="message">The backlog, its limit, and the fix.</param>
    public BacklogFullException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BacklogFullException"/> class.</summary>
    /// <param name="message">The backlog, its limit, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public BacklogFullException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
