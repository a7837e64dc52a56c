namespace CoroFsm.Scheduling;

/// <summary>All that most tasks never have: made when it is needed, so that a task that waits stays small.</summary>
internal sealed class TaskExtras
{
    internal object? WaitsFor;
    internal Mailbox? Mailbox;
    internal string? Name;

    /// <summary>The ambient context of its turns.</summary>
    internal ExecutionContext? Context;

    /// <summary>The timers with names, set or free to be set.</summary>
    internal List<TaskTimer>? Timers;

    /// <summary>The tasks that wait for the end of this one.</summary>
    internal List<ScheduledTask>? Joiners;

    /// <summary>The same for traps that are one of several.</summary>
    internal List<JoinTrap>? Watchers;

    /// <summary>What is raised at the wait, once.</summary>
    internal Exception? Signal;

    /// <summary>How long the task has run, in the clock's ticks, where that is measured.</summary>
    internal long RunTime;

    /// <summary>How often the count of turns has run over.</summary>
    internal long TurnOverflows;
}
