namespace CoroFsm.Scheduling;

/// <summary>The exception that is thrown when the result of a killed task is requested.</summary>
public sealed class TaskKilledException : OperationCanceledException
{
    /// <summary>Initializes a new instance of the <see cref="TaskKilledException"/> class.</summary>
    public TaskKilledException()
        : base("The task was killed, so it has no result. Look at its outcome's End first.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="TaskKilledException"/> class.</summary>
    /// <param name="message">Which task was killed.</param>
    public TaskKilledException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="TaskKilledException"/> class.</summary>
    /// <param name="message">Which task was killed.</param>
    /// <param name="innerException">The cause.</param>
    public TaskKilledException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
