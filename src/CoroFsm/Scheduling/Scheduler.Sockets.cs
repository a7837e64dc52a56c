namespace CoroFsm.Scheduling;

/// <content>Turns of tasks whose operations never have to wait.</content>
public sealed partial class Scheduler
{
    /// <summary>So many operations of a network may end at once in one turn; then the others get theirs.</summary>
    internal const int MaxEndedAtOnce = 32;

    private ScheduledTask? busyTask;
    private uint busyTurn;
    private int endedAtOnce;

    /// <summary>Counts an operation that has ended at once.</summary>
    /// <returns>True if the task is to let the others run.</returns>
    internal bool IsOverdue(ScheduledTask task)
    {
        if (!ReferenceEquals(busyTask, task) || busyTurn != task.Turns)
        {
            busyTask = task;
            busyTurn = task.Turns;
            endedAtOnce = 0;
        }

        return ++endedAtOnce > MaxEndedAtOnce;
    }
}
