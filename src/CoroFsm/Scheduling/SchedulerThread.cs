namespace CoroFsm.Scheduling;

/// <summary>Represents the dedicated thread that runs a scheduler.</summary>
/// <remarks>
/// Created by <see cref="Scheduler.Start"/>. It keeps running while no task can run or all have ended: other threads may still start a
/// task or send to one.
/// </remarks>
public sealed class SchedulerThread : IDisposable
{
    private readonly Scheduler scheduler;
    private readonly Thread thread;
    private Exception? failure;

    /// <summary>Whether the failure has been thrown by a call.</summary>
    private bool isTaken;

    internal SchedulerThread(Scheduler scheduler, string? name)
    {
        this.scheduler = scheduler;
        thread = new(Run) { IsBackground = true, Name = name ?? nameof(Scheduler) };
    }

    /// <summary>
    /// Waits until all tasks have ended, and then ends the thread. Throws what <see cref="Scheduler.Run()"/> would throw.
    /// </summary>
    /// <exception cref="DeadlockException">
    /// The remaining tasks wait, no timer is set, and no interrupt is expected; see <see cref="Scheduler.ExpectInterrupts"/>.
    /// </exception>
    /// <exception cref="AggregateException">
    /// Tasks outside any scope have failed, and nothing has observed the faults; see <see cref="SchedulerOptions.OnUnobservedFault"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">Called by one of the tasks.</exception>
    /// <remarks>
    /// A failure other than a deadlock ends the thread immediately, kills all tasks, and disposes of the scheduler. After a deadlock, the
    /// tasks still exist. Each call of this method throws the failure; <see cref="Dispose"/> throws it only if this method has not.
    /// </remarks>
    public void Join()
    {
        RefuseOwnTasks();
        scheduler.EndServing();
        thread.Join();
        isTaken = true;
        if (failure is not null)
            Delegation.Rethrow(failure);
    }

    /// <summary>Kills the tasks, on their thread, ends the thread, and disposes of the scheduler.</summary>
    /// <exception cref="InvalidOperationException">Called by one of the tasks.</exception>
    /// <exception cref="Exception">The thread has failed, and <see cref="Join"/> has not yet thrown its exception.</exception>
    /// <exception cref="AggregateException">
    /// Tasks outside any scope, or their clean-up, have failed, and nothing has observed the faults.
    /// </exception>
    /// <remarks>
    /// A task that a clean-up starts meanwhile is killed before its first turn; other threads that start one get an
    /// <see cref="ObjectDisposedException"/>.
    /// </remarks>
    public void Dispose()
    {
        RefuseOwnTasks();
        scheduler.Stop();
        thread.Join();
        try
        {
            scheduler.Dispose();        // after a Join the thread has left it as it was
        }
        catch (AggregateException error)
        {
            failure = failure is null || isTaken ? error : new AggregateException(failure, error).Flatten();
            isTaken = false;
        }

        if (failure is null || isTaken)
            return;
        isTaken = true;
        Delegation.Rethrow(failure);
    }

    internal void Start() => thread.UnsafeStart();      // each task has the context of its own start

    private void RefuseOwnTasks()
    {
        if (thread == Thread.CurrentThread)
            throw new InvalidOperationException("A task cannot wait for the end of the thread that runs it. Let another thread do so.");
    }

    private void Run()
    {
        try
        {
            scheduler.Serve();
        }
        catch (Exception error)
        {
            failure = error;
        }
    }
}
