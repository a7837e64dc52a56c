namespace CoroFsm.Scheduling;

/// <summary>Describes how a task ended, and with which exception.</summary>
public readonly struct TaskOutcome
{
    internal TaskOutcome(TaskEnd end, Exception? fault)
    {
        End = end;
        Fault = fault;
    }

    /// <summary>Gets how the task ended.</summary>
    public TaskEnd End { get; }

    /// <summary>Gets the exception that the task or its clean-up threw; null if there is none.</summary>
    public Exception? Fault { get; }

    /// <summary>
    /// Throws the <see cref="Fault"/> if there is one, or <see cref="TaskKilledException"/> if the task was killed. Has no effect if the
    /// task completed.
    /// </summary>
    /// <exception cref="TaskKilledException">The task was killed.</exception>
    public void ThrowIfNotCompleted()
    {
        if (Fault is not null)
            Delegation.Rethrow(Fault);
        if (End == TaskEnd.Killed)
            throw new TaskKilledException();
    }

    /// <summary>Formats the end, with the message of the fault.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Fault is null ? End.ToString() : $"{End}: {Fault.Message}";
}

/// <summary>Describes how a task ended, and with which result or exception.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public readonly struct TaskOutcome<TResult>
{
    private readonly TaskOutcome outcome;
    private readonly TResult? result;

    internal TaskOutcome(TaskOutcome outcome, TResult? result)
    {
        this.outcome = outcome;
        this.result = result;
    }

    /// <summary>Gets how the task ended.</summary>
    public TaskEnd End => outcome.End;

    /// <summary>Gets the exception that the task or its clean-up threw; null if there is none.</summary>
    public Exception? Fault => outcome.Fault;

    /// <summary>
    /// Gets the result of the task. If there is none, throws the <see cref="Fault"/> or, if the task was killed without one,
    /// <see cref="TaskKilledException"/>.
    /// </summary>
    /// <exception cref="TaskKilledException">The task was killed.</exception>
    public TResult Result
    {
        get
        {
            outcome.ThrowIfNotCompleted();
            return result!;
        }
    }

    /// <summary>Formats the end, with the result or the message of the fault.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => End == TaskEnd.Completed ? $"{End}: {result}" : outcome.ToString();
}
