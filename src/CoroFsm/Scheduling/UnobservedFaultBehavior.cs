namespace CoroFsm.Scheduling;

/// <summary>Specifies what a scheduler does when a task in no scope fails and nothing observes that.</summary>
/// <remarks>The observer is notified in each case: <see cref="ISchedulerObserver.OnUnobservedFault"/>.</remarks>
public enum UnobservedFaultBehavior
{
    /// <summary>The call that runs the scheduler kills the other tasks and throws.</summary>
    Throw,

    /// <summary>
    /// The other tasks continue. Without an observer the fault is thrown when all tasks have ended, or when the scheduler is disposed of.
    /// </summary>
    Continue,
}
