using CoroFsm.Diagnostics;
using CoroFsm.Statecharts;

namespace CoroFsm.Scheduling;

/// <content>The ways to run a scheduler.</content>
public sealed partial class Scheduler
{
    private volatile bool isDisposed;

    /// <summary>Whether all tasks are being killed: one that is started by a clean-up meanwhile ends before its first turn.</summary>
    private bool isClosing;

    /// <summary>Whether nobody will handle an interrupt any more.</summary>
    private volatile bool isDrained;

    /// <summary>Runs the tasks on this thread, until all have ended. While all wait, the thread blocks.</summary>
    /// <exception cref="DeadlockException">No task can run, no timer is set, and nothing is expected from outside. The tasks are still there.</exception>
    /// <exception cref="AggregateException">
    /// A task in no scope has failed, and nothing observes that. The other tasks have been killed, if
    /// <see cref="SchedulerOptions.OnUnobservedFault"/> does not say otherwise.
    /// </exception>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <remarks>
    /// A fault counts as unobserved if nothing has asked for the outcome of the task when no task can run any more, or after 1,024
    /// further turns (16 for each task that can run, if that is more).
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public void Run()
    {
        Enter();
        try
        {
            RunUnderDefault(static scheduler => scheduler.RunAll());
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the tasks until all have ended, or the scheduler's thread is to stop.</summary>
    private int RunAll()
    {
        while (true)
        {
            if (isInterrupted)
            {
                HandleInterrupts();
                if (isStopping)
                    return 0;
            }

            if (hasFaults)
                HearFaults();
            else if (isPlain)
                RunPlainTurns();
            if (ReadyCount > 0)
                RunTurn();
            else if (!isInterrupted && !hasFaults && !Rest())
                break;
        }

        ThrowKeptFaults();
        return 0;
    }

    /// <summary>Takes one step on this thread: handles what has come from outside, and gives one task its turn.</summary>
    /// <returns>False if no task could run.</returns>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <exception cref="AggregateException">
    /// A task has failed in an earlier call, and nothing has observed that since; see <see cref="SchedulerOptions.OnUnobservedFault"/>.
    /// </exception>
    /// <remarks>Never blocks. Timers are what the clock's own timer says; advance a simulated clock in between.</remarks>
    public bool Step()
    {
        Enter();
        try
        {
            return RunUnderDefault(static scheduler => scheduler.StepOnce()) != 0;
        }
        finally
        {
            Leave();
        }
    }

    private int StepOnce()
    {
        if (isInterrupted)
            HandleInterrupts();
        if (hasFaults)
            HearFaults();
        while (ReadyCount > 0)
        {
            if (SkipEnded())
                continue;
            RunTurn();
            return 1;
        }

        TrimQueues();
        return 0;
    }

    /// <summary>Runs the tasks on this thread until none can run.</summary>
    /// <returns>How many turns were taken.</returns>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <exception cref="AggregateException">
    /// A task has failed, and nothing observes that; see <see cref="SchedulerOptions.OnUnobservedFault"/>. Before the next call you can
    /// ask for its outcome.
    /// </exception>
    public int RunUntilIdle()
    {
        Enter();
        try
        {
            return RunUnderDefault(static scheduler => scheduler.RunWhileReady());
        }
        finally
        {
            Leave();
        }
    }

    private int RunWhileReady()
    {
        var turns = 0;
        if (hasFaults)
            HearFaults();
        while (true)
        {
            if (isInterrupted)
                HandleInterrupts();
            if (hasFaults && ReadyCount > 0)
                HearFaults();
            else if (isPlain)
                turns += RunPlainTurns();
            if (SkipEnded())
                continue;
            if (ReadyCount > 0)
            {
                RunTurn();
                turns++;
            }
            else if (!isInterrupted)
            {
                TrimQueues();
                return turns;
            }
        }
    }

    /// <summary>Kills all tasks, so that their <c>finally</c> blocks run, and gives the clock's timer back.</summary>
    /// <exception cref="InvalidOperationException">The scheduler runs: end it from inside, or on its own thread dispose of what <see cref="Start"/> gave.</exception>
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

        Claim(isOwnThread: false);
        DisposeInside();
    }

    /// <summary>Disposes of the scheduler, which this thread holds, and lets it go.</summary>
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
            errors.AddRange(TakeFaults());      // the observer may throw at a fault, or start a task
        }
        while (!interrupts.IsEmpty || Root.Members.Count > 0);
        isDrained = true;
        Interlocked.MemoryBarrier();
        RefuseInterrupts();
        Leave();
        timer?.Dispose();
        wakeUp.Dispose();
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
        while (!interrupts.IsEmpty);
        isClosing = false;
    }

    /// <summary>Kills all tasks. What comes with an interrupt meanwhile is not begun: it is handled before or after.</summary>
    private void KillAll()
    {
        var wasClosing = isClosing;
        isClosing = true;
        Root.KillAll();
        isClosing = wasClosing;
    }

    /// <summary>Answers what has come too late.</summary>
    private void RefuseInterrupts()
    {
        while (interrupts.TryDequeue(out var interrupt))
        {
            if (interrupt is OutsideSend sent)
                sent.Refuse();
            else if (interrupt is ScheduledTask task)
                EndUnbegun(task);
            else if (interrupt is INetworkInterrupt ended)
                ended.Refuse();
        }
    }

    private void EndUnbegun(ScheduledTask task)
    {
        task.MarkKilled();
        task.End(fault: null);
        Interlocked.Decrement(ref living);
    }

    /// <summary>Takes the next task out of the queue if it has ended there.</summary>
    private bool SkipEnded()
    {
        foreach (var queue in (ReadOnlySpan<RunQueue>)[high, normal, low])
        {
            if (queue.Count > 0 && queue[0].HasEnded)
            {
                Took(queue.Dequeue());
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits until something can run.</summary>
    /// <returns>False if all is over.</returns>
    private bool Rest()
    {
        TrimQueues();
        var isExpecting = !isStopping && (Expected > 0 || Volatile.Read(ref sources) > 0 || isServing);
        if (!isExpecting && (isInterrupted || !interrupts.IsEmpty))
            return true;            // it came before the last that was expected was withdrawn
        if (Root.Members.Count == 0 && !isExpecting)
            return false;           // one that another thread is about to start is for the next run
        if (timers.Count == 0 && !isExpecting)
            throw Deadlock();
        if (clock is IVirtualTime time)
        {
            if (time.TryJump())
            {
                ResetContext();     // timers of the test have come
                return true;
            }

            if (!isExpecting)
                throw Deadlock();   // its timers are set for the end of time
        }

        Block();
        return true;
    }
}
