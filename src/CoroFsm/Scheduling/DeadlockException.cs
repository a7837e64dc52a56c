namespace CoroFsm.Scheduling;

/// <summary>
/// The exception that is thrown when tasks would wait forever: no task can run, no timer is set, and no interrupt is expected from outside;
/// or a wait would close a cycle of tasks that wait for one another.
/// </summary>
public sealed class DeadlockException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="DeadlockException"/> class.</summary>
    public DeadlockException()
        : base("No task can run, and nothing is expected that would change that.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="DeadlockException"/> class.</summary>
    /// <param name="message">A description of the waiting tasks.</param>
    public DeadlockException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="DeadlockException"/> class.</summary>
    /// <param name="message">A description of the waiting tasks.</param>
    /// <param name="innerException">The cause.</param>
    public DeadlockException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the tasks that wait.</summary>
    public IReadOnlyList<TaskInfo> Tasks { get; internal init; } = [];
}
