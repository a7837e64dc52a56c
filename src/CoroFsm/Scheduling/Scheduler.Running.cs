namespace CoroFsm.Scheduling;

/// <content>The ways to run a scheduler, and the round that they share.</content>
public sealed partial class Scheduler
{
    /// <summary>Runs the tasks on this thread, until all have ended. While all wait, the thread blocks.</summary>
    /// <exception cref="DeadlockException">
    /// No task can run, no timer is set, and nothing is expected from outside. The tasks still exist.
    /// </exception>
    /// <exception cref="AggregateException">
    /// A task outside any scope has failed, and nothing observes the fault. The other tasks have been killed, if
    /// <see cref="SchedulerOptions.OnUnobservedFault"/> does not say otherwise.
    /// </exception>
    /// <exception cref="InvalidOperationException">The scheduler is already running.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <remarks>
    /// A fault counts as unobserved if nothing has asked for the outcome of the task when no task can run any more, or after 1,024
    /// further turns (16 for each task that can run, if that is more).
    /// </remarks>
    public void Run()
    {
        Enter();
        try
        {
            RunToEnd();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the tasks on this thread until none can run. Never blocks, and does not advance a clock.</summary>
    /// <returns>The number of turns that were taken.</returns>
    /// <exception cref="InvalidOperationException">The scheduler is already running.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <exception cref="AggregateException">
    /// A task outside any scope has failed, and nothing has observed the fault; see <see cref="SchedulerOptions.OnUnobservedFault"/>. The
    /// fault of a task that fails in this call is usually thrown by the next call, so that you can ask for its outcome in between.
    /// </exception>
    public int RunUntilIdle()
    {
        Enter();
        try
        {
            using var scope = AmbientContext.Enter(context: null);
            var turns = RunRound();
            while (CanRun)
                turns += RunRound(handlesIdleFaults: false);
            ready.Trim();
            return turns;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes one step on this thread: handles what has come from outside, and gives one task its turn.</summary>
    /// <returns>False if no task could run.</returns>
    /// <exception cref="InvalidOperationException">The scheduler is already running.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <exception cref="AggregateException">
    /// A task outside any scope has failed in an earlier call, and nothing has observed the fault since; see
    /// <see cref="SchedulerOptions.OnUnobservedFault"/>.
    /// </exception>
    /// <remarks>Never blocks. Timers elapse only when the timer of the clock does; advance a simulated clock between two calls.</remarks>
    public bool Step()
    {
        Enter();
        try
        {
            using var scope = AmbientContext.Enter(context: null);
            var turns = RunRound(maxTurns: 1);
            while (turns == 0 && ready.Count > 0)
                turns = RunRound(maxTurns: 1);
            if (turns == 0)
                ready.Trim();
            return turns > 0;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gets a value indicating whether a round has something to do.</summary>
    private bool CanRun => ready.Count > 0 || Interrupts.IsSignaled;

    /// <summary>Runs the tasks until all have ended, or the scheduler's thread is to stop.</summary>
    private void RunToEnd()
    {
        using var scope = AmbientContext.Enter(context: null);
        do
        {
            RunRound();
            if (isStopping)
                return;
        }
        while (CanRun || faults.HasNew || Rest());
        faults.ThrowIfAny("The other tasks have ended");
    }

    /// <summary>
    /// Runs one round: handles what has come from outside, then the unobserved faults, then gives turns until the next interrupt, or until
    /// no task can run.
    /// </summary>
    /// <param name="maxTurns">The maximum number of turns.</param>
    /// <param name="handlesIdleFaults">Whether faults count as unobserved as soon as no task can run.</param>
    /// <returns>The number of turns that were taken.</returns>
    /// <remarks>Every way to run a scheduler is a loop of rounds. A round begins and ends under the default context.</remarks>
    private int RunRound(int maxTurns = int.MaxValue, bool handlesIdleFaults = true)
    {
        if (Interrupts.IsSignaled)
        {
            HandleInterrupts();
            ResetContext();     // an observer may have changed it
        }

        if (isStopping)
            return 0;

        if (faults.HasNew)
        {
            if (CanRun ? !faults.TryWait() : handlesIdleFaults)
                HandleFaults();
            maxTurns = 1;       // each turn counts against the grace
        }

        return RunTurns(maxTurns);
    }

    /// <summary>
    /// Reports the faults that nothing has observed, and throws them unless the options say otherwise: as soon as all tasks wait, because
    /// none of them will ask for an outcome then; or, where some always can run, after a number of turns.
    /// </summary>
    /// <exception cref="AggregateException">There are such faults. All tasks have been killed.</exception>
    private void HandleFaults()
    {
        if (faults.EndsRun)
        {
            KillAll();
            faults.Throw("The other tasks have been killed");
        }

        faults.Keep();
    }

    /// <summary>Waits until something can run.</summary>
    /// <returns>False if all tasks have ended, and nothing is expected.</returns>
    private bool Rest()
    {
        ready.Trim();
        if (isStopping)
            return true;            // the next round ends the run; the signal that follows may not have come yet
        var isExpecting = Interrupts.IsExpecting || hold.IsServed;
        if (!isExpecting && (Interrupts.IsSignaled || !Interrupts.IsEmpty))
            return true;            // it came before the last that was expected was withdrawn
        if (Root.Members.Count == 0 && !isExpecting)
            return false;           // a task that another thread is about to start is for the next run
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

        Interrupts.Block();
        return true;
    }

    /// <summary>Holds the scheduler for a run.</summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    private void Enter(bool isOwnThread = false)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Claim(isOwnThread);
        if (!isDisposed)
            return;
        Leave();
        throw new ObjectDisposedException(GetType().FullName);
    }

    private void Claim(bool isOwnThread = false)
    {
        if (!hold.TryClaim(isOwnThread))
        {
            throw new InvalidOperationException(
                "The scheduler runs already: a task cannot run its own scheduler, and two threads cannot run one.");
        }
    }

    /// <summary>Ends a hold. From now on the scheduler belongs to this thread.</summary>
    private void Leave() => Leave(Environment.CurrentManagedThreadId);

    private void Leave(int home)
    {
        hold.Release(home);
        if (!snapshots.IsEmpty)
            AnswerBetweenRuns();
    }
}
