namespace CoroFsm.Scheduling;

/// <summary>Specifies what a scheduler does when a task outside any scope fails and nothing observes the fault.</summary>
/// <remarks>The observer is notified in each case: <see cref="ISchedulerObserver.OnUnobservedFault"/>.</remarks>
public enum UnobservedFaultBehavior
{
    /// <summary>The call that runs the scheduler kills the other tasks and throws.</summary>
    Throw,

    /// <summary>
    /// The other tasks continue. Without an observer the fault is thrown when all tasks have ended, or when the scheduler is disposed.
    /// </summary>
    Continue,
}
