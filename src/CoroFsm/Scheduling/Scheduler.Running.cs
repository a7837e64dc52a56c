namespace CoroFsm;

/// <content>The ways to run a scheduler.</content>
public sealed partial class Scheduler
{
    private bool isRunning;
    private volatile bool isDisposed;

    /// <summary>Whether nobody will handle an interrupt any more.</summary>
    private volatile bool isDrained;

    /// <summary>Runs the tasks on this thread, until all have ended. While all wait, the thread blocks.</summary>
    /// <exception cref="DeadlockException">No task can run, no timer is set, and nothing is expected from outside. The tasks are still there.</exception>
    /// <exception cref="AggregateException">All tasks have ended, and some in no scope have failed without anybody waiting for them.</exception>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public void Run()
    {
        Enter();
        try
        {
            while (true)
            {
                if (isInterrupted)
                    HandleInterrupts();
                if (isPlain)
                    RunPlainTurns();
                if (ReadyCount > 0)
                    RunTurn();
                else if (!isInterrupted && !Rest())
                    break;
            }
        }
        finally
        {
            Leave();
        }

        ThrowFaults();
    }

    /// <summary>Takes one step on this thread: handles what has come from outside, and gives one task its turn.</summary>
    /// <returns>False if no task could run.</returns>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <remarks>Never blocks. Timers are what the clock's own timer says; advance a simulated clock in between.</remarks>
    public bool Step()
    {
        Enter();
        try
        {
            if (isInterrupted)
                HandleInterrupts();
            while (ReadyCount > 0)
            {
                if (SkipEnded())
                    continue;
                RunTurn();
                return true;
            }

            TrimQueues();
            return false;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the tasks on this thread until none can run.</summary>
    /// <returns>How many turns were taken.</returns>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public int RunUntilIdle()
    {
        Enter();
        try
        {
            var turns = 0;
            while (true)
            {
                if (isInterrupted)
                    HandleInterrupts();
                if (isPlain)
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
        finally
        {
            Leave();
        }
    }

    /// <summary>Kills all tasks, so that their <c>finally</c> blocks run, and gives the clock's timer back.</summary>
    /// <exception cref="InvalidOperationException">The scheduler runs: end it from inside, or on its own thread dispose of what <see cref="Start"/> gave.</exception>
    /// <exception cref="AggregateException">An interrupt or the observer has thrown. All the same the tasks have ended.</exception>
    public void Dispose()
    {
        if (isDisposed)
            return;

        Enter();
        isDisposed = true;          // nothing new comes from here on
        List<Exception> errors = [];
        EndAll(errors);
        isDrained = true;
        Interlocked.MemoryBarrier();
        RefuseInterrupts();
        Leave();
        timer?.Dispose();
        wakeUp.Dispose();
        if (errors.Count > 0)
            throw new AggregateException("The scheduler has been disposed of, and its tasks have ended; meanwhile interrupts or the observer have failed.", errors);
    }

    /// <summary>Handles what has come, and kills all tasks, until nothing is left.</summary>
    private void EndAll(List<Exception> errors)
    {
        int left;
        do
        {
            left = Root.Members.Count;
            try
            {
                HandleInterrupts();
                Root.KillAll();
            }
            catch (Exception error)
            {
                errors.Add(error);
                left = int.MaxValue;
            }
        }
        while (!interrupts.IsEmpty || (Root.Members.Count > 0 && Root.Members.Count < left));
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

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        lock (gate)
        {
            if (isRunning)
                throw new InvalidOperationException("The scheduler runs already: a task cannot run its own scheduler, and two threads cannot run one.");
            isRunning = true;
        }

        owner = Environment.CurrentManagedThreadId;
    }

    private void Leave()
    {
        lock (gate)
        {
            isRunning = false;
            AnswerSnapshots();
        }
    }

    /// <summary>Takes the next task out of the queue if it has ended there.</summary>
    private bool SkipEnded()
    {
        foreach (var queue in (ReadOnlySpan<RunQueue>)[high, normal, low])
        {
            if (queue.Count > 0 && queue[0].HasEnded)
            {
                queue.Dequeue();
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
        if (living == 0 && !isExpecting)
            return false;
        if (timers.Count == 0 && !isExpecting)
            throw Deadlock();
        if (clock is IVirtualTime time)
        {
            if (time.TryJump())
                return true;
            if (!isExpecting)
                throw Deadlock();   // its timers are set for the end of time
        }

        Block();
        return true;
    }
}
