namespace CoroFsm.Scheduling;

/// <summary>Bounds the turns of tasks whose operations complete at once, and so never have to wait.</summary>
internal sealed class EagerTurns
{
    /// <summary>The maximum number of operations that complete at once in one turn; then the other tasks get their turns.</summary>
    internal const int MaxCompletions = 32;

    private ScheduledTask? task;
    private uint turn;
    private int completions;

    /// <summary>Counts an operation of a task that has completed at once.</summary>
    /// <returns>True if the task must let the others run.</returns>
    internal bool IsOverdue(ScheduledTask running)
    {
        if (!ReferenceEquals(task, running) || turn != running.Turns)
        {
            task = running;
            turn = running.Turns;
            completions = 0;
        }

        return ++completions > MaxCompletions;
    }
}
