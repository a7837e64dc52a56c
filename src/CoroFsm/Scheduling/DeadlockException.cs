namespace CoroFsm.Scheduling;

/// <summary>
/// The exception that is thrown when tasks wait for what can never come: no task can run, no timer is set, and nothing is expected from
/// outside.
/// </summary>
public sealed class DeadlockException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="DeadlockException"/> class.</summary>
    public DeadlockException()
        : base("No task can run, and nothing is expected that would change that.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="DeadlockException"/> class.</summary>
    /// <param name="message">Which tasks wait, and where.</param>
    public DeadlockException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="DeadlockException"/> class.</summary>
    /// <param name="message">Which tasks wait, and where.</param>
    /// <param name="innerException">What led to it.</param>
    public DeadlockException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the tasks that wait.</summary>
    public IReadOnlyList<TaskInfo> Tasks { get; internal init; } = [];
}
