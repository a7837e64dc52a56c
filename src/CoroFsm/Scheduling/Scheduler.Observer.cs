using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Notifications of the observer.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Notifies the observer. What it throws is an interrupt: thrown at once, it would leave half done what the observer is notified of.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Notify<TArgument>(Action<ISchedulerObserver, TArgument> notify, TArgument argument)
    {
        if (options.Observer is { } observer)
            Notify(observer, notify, argument);
    }

    private void Notify<TArgument>(ISchedulerObserver observer, Action<ISchedulerObserver, TArgument> notify, TArgument argument)
    {
        try
        {
            notify(observer, argument);
        }
        catch (Exception error)
        {
            PostObject((Action)(() => Delegation.Rethrow(error)));
        }
    }

    private void NotifyUnobserved(ScheduledTask task) =>
        Notify(static (observer, task) => observer.OnUnobservedFault(new(task), task.Outcome.Fault!), task);
}
