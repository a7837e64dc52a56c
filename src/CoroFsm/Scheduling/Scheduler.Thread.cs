namespace CoroFsm.Scheduling;

/// <content>Running on a thread of its own.</content>
public sealed partial class Scheduler
{
    /// <summary>Whether the thread is to end without waiting for anything from outside.</summary>
    private volatile bool isStopping;

    /// <summary>
    /// Starts a dedicated thread that runs the tasks, until <see cref="SchedulerThread.Join"/> or <see cref="SchedulerThread.Dispose"/> is
    /// called.
    /// </summary>
    /// <param name="name">The thread's name. Default: null ("Scheduler").</param>
    /// <returns>The thread; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">The scheduler is already running.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public SchedulerThread Start(string? name = null)
    {
        Enter();
        hold.IsServed = true;
        Leave(SchedulerHold.NoThread);
        var thread = new SchedulerThread(this, name);
        thread.Start();
        return thread;
    }

    /// <summary>Lets the thread end as soon as all tasks have.</summary>
    internal void EndServing()
    {
        hold.IsServed = false;
        Interrupts.Signal();
    }

    /// <summary>Lets the thread end before the next round, whatever the tasks do.</summary>
    internal void Stop()
    {
        isStopping = true;
        Interrupts.Signal();
    }

    /// <summary>
    /// Runs the tasks on the scheduler's own thread. If that is to stop, or something has failed, it disposes of the scheduler: nothing
    /// runs the tasks any more.
    /// </summary>
    /// <exception cref="DeadlockException">The tasks that are left wait for what can never come. They still exist.</exception>
    internal void Serve()
    {
        Enter(isOwnThread: true);
        Exception? failure = null;
        try
        {
            RunToEnd();
        }
        catch (Exception error)
        {
            failure = error;
        }

        hold.IsServed = false;
        if (isStopping || failure is not (null or DeadlockException))
            failure = Faults.Both(failure, TryDispose());
        else
            Leave();
        if (failure is not null)
            Delegation.Rethrow(failure);
    }

    private AggregateException? TryDispose()
    {
        try
        {
            DisposeInside();
            return null;
        }
        catch (AggregateException error)
        {
            return error;
        }
    }
}
