namespace CoroFsm.Scheduling;

/// <summary>The rare parts of a task's record, created when they are needed, so that a task that waits stays small.</summary>
internal sealed class TaskExtras
{
    /// <summary>The object that the task waits for; see <see cref="TaskSlot"/>.</summary>
    internal object? WaitsFor;

    internal Mailbox? Mailbox;
    internal string? Name;

    /// <summary>The state name of the last wait that had one of its own.</summary>
    internal string? StateName;

    /// <summary>The ambient context of its turns.</summary>
    internal ExecutionContext? Context;

    /// <summary>The named timers, set or free to be set.</summary>
    internal List<TaskTimer>? Timers;

    /// <summary>The tasks that wait for the end of this one.</summary>
    internal List<ScheduledTask>? Joiners;

    /// <summary>The traps that wait for the end of this task, each perhaps among others.</summary>
    internal List<JoinTrap>? Watchers;

    /// <summary>The exception that is thrown at the wait, once.</summary>
    internal Exception? Signal;

    /// <summary>The time that the task has run, in the clock's ticks, where that is measured.</summary>
    internal long RunTime;

    /// <summary>The number of times that the count of turns has wrapped around.</summary>
    internal long TurnOverflows;
}
