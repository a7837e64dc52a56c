namespace CoroFsm.Scheduling;

/// <summary>How a task ended, and with what.</summary>
public readonly struct TaskOutcome
{
    internal TaskOutcome(TaskEnd end, Exception? fault)
    {
        End = end;
        Fault = fault;
    }

    /// <summary>Gets how the task ended.</summary>
    public TaskEnd End { get; }

    /// <summary>Gets what the task threw; null if it did not.</summary>
    public Exception? Fault { get; }

    /// <summary>Throws what the task threw, or that it was killed; does nothing if it completed.</summary>
    /// <exception cref="TaskKilledException">The task was killed.</exception>
    public void ThrowIfNotCompleted()
    {
        if (Fault is not null)
            Delegation.Rethrow(Fault);
        if (End == TaskEnd.Killed)
            throw new TaskKilledException();
    }

    /// <summary>Shows the end, with the fault's message.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Fault is null ? End.ToString() : $"{End}: {Fault.Message}";
}

/// <summary>How a task ended, and with what result.</summary>
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

    /// <summary>Gets what the task threw; null if it did not.</summary>
    public Exception? Fault => outcome.Fault;

    /// <summary>Gets the result; if there is none, throws what the task threw, or that it was killed.</summary>
    /// <exception cref="TaskKilledException">The task was killed.</exception>
    public TResult Result
    {
        get
        {
            outcome.ThrowIfNotCompleted();
            return result!;
        }
    }

    /// <summary>Shows the end, with the result or the fault's message.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => End == TaskEnd.Completed ? $"{End}: {result}" : outcome.ToString();
}
