namespace CoroFsm.Scheduling;

/// <content>Disposal.</content>
public sealed partial class Scheduler
{
    private volatile bool isDisposed;

    internal bool IsDisposed => isDisposed;

    /// <summary>Whether all tasks are being killed: a task that a clean-up starts meanwhile ends before its first turn.</summary>
    private bool isClosing;

    /// <summary>Whether no interrupt will be handled any more.</summary>
    private volatile bool isDrained;

    /// <summary>Kills all tasks, so that their <c>finally</c> blocks run, and disposes of the clock's timer.</summary>
    /// <exception cref="InvalidOperationException">
    /// The scheduler is running. Wait until the call that runs it returns, or dispose of the object that <see cref="Start"/> returned.
    /// </exception>
    /// <exception cref="AggregateException">
    /// An interrupt, the observer or the clean-up of a task has failed, or a task that failed earlier was never observed. The tasks have
    /// ended nevertheless.
    /// </exception>
    /// <remarks>
    /// A task that a clean-up starts meanwhile is killed before its first turn; other threads get an
    /// <see cref="ObjectDisposedException"/>.
    /// </remarks>
    public void Dispose()
    {
        if (isDisposed)
            return;

        Claim();
        DisposeInside();
    }

    /// <summary>Disposes of the scheduler, which this thread holds, and ends the hold.</summary>
    private void DisposeInside()
    {
        if (isDisposed)
        {
            Leave();
            return;
        }

        isDisposed = true;          // nothing new comes from here on
        List<Exception> errors = [];
        do
        {
            EndAll(errors);
            errors.AddRange(faults.Take());     // the observer may throw at a fault, or start a task
        }
        while (!Interrupts.IsEmpty || Root.Members.Count > 0);
        isDrained = true;
        Interlocked.MemoryBarrier();
        RefuseInterrupts();
        Leave();
        timers.Dispose();
        Interrupts.Dispose();
        if (errors.Count > 0)
        {
            throw new AggregateException(
                "The scheduler has been disposed of, and its tasks have ended. "
                + "Tasks, interrupts or the observer have failed, and nothing has observed that.",
                errors);
        }
    }

    /// <summary>Handles what has come, and kills all tasks, until nothing is left.</summary>
    private void EndAll(List<Exception> errors)
    {
        isClosing = true;
        do
        {
            try
            {
                HandleInterrupts();
            }
            catch (Exception error)
            {
                errors.Add(error);
            }

            KillAll();
        }
        while (!Interrupts.IsEmpty);
        isClosing = false;
    }

    /// <summary>Kills all tasks. A task that comes with an interrupt meanwhile is handled before or after.</summary>
    private void KillAll()
    {
        var wasClosing = isClosing;
        isClosing = true;
        Root.KillAll();
        isClosing = wasClosing;
    }

    /// <summary>Refuses the interrupts that came too late.</summary>
    private void RefuseInterrupts()
    {
        while (Interrupts.TryTake(out var interrupt))
            (interrupt as IInterrupt)?.Refuse();
    }

    /// <summary>Ends a task that has not started, and that no scope knows.</summary>
    internal void EndUnstarted(ScheduledTask task)
    {
        task.MarkKilled();
        task.End(fault: null);
        Interlocked.Increment(ref ended);
    }
}
