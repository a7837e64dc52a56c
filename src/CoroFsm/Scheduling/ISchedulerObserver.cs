namespace CoroFsm.Scheduling;

/// <summary>
/// Receives notifications about the life cycle of a scheduler's tasks. Implement what you need: every method does nothing by default.
/// </summary>
/// <remarks>
/// Called by the scheduler's thread in the middle of its work: be brief. Exceptions of an observer are thrown by the call that runs the
/// scheduler.
/// </remarks>
public interface ISchedulerObserver
{
    /// <summary>Called when a task has been started, before its first turn.</summary>
    /// <param name="task">The task.</param>
    void OnSpawned(TaskId task)
    {
    }

    /// <summary>Called when a task has ended.</summary>
    /// <param name="task">The task.</param>
    /// <param name="outcome">Its outcome.</param>
    void OnEnded(TaskId task, TaskOutcome outcome)
    {
    }

    /// <summary>
    /// Called when a task outside any scope has failed, and nothing has observed the fault (see <see cref="Scheduler.Run()"/>).
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="fault">The exception that it threw.</param>
    /// <remarks>
    /// <see cref="SchedulerOptions.OnUnobservedFault"/> determines what follows. <see cref="OnEnded"/> has been called before.
    /// </remarks>
    void OnUnobservedFault(TaskId task, Exception fault)
    {
    }

    /// <summary>Called when a turn of a task took longer than <see cref="SchedulerOptions.TurnBudget"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="elapsed">The duration of the turn.</param>
    /// <param name="position">The source location where the turn ended, such as "Server.cs:42".</param>
    void OnOverran(TaskId task, TimeSpan elapsed, string position)
    {
    }
}
