namespace CoroFsm;

/// <summary>
/// Serializes the calls of several threads, in order of arrival.
/// </summary>
/// <remarks>
/// A call that arrives while no thread is inside runs immediately, and then runs the turns that have arrived meanwhile, on the same thread.
/// A queued turn runs under the execution context of its sender; its changes to that context end with it.
/// </remarks>
internal sealed class TurnQueue
{
    /// <summary>The completion of the machine, which any thread may request. Here, so that machines of one thread have no field.</summary>
    internal TaskCompletionSource? Completion;

    /// <summary>The number of machines that this thread is inside of.</summary>
    [ThreadStatic]
    private static int inside;

    private readonly Lock gate = new();

    private Queue<Turn> waiting = new();

    /// <summary>The number of waiting turns that were cancelled.</summary>
    private int cancelled;

    /// <summary>The thread that is inside; 0 for none.</summary>
    private int owner;

    /// <summary>
    /// Gets a value indicating whether this thread is inside any machine. Such a thread must not block on another machine: two that send to
    /// each other would deadlock.
    /// </summary>
    internal static bool IsInsideAny => inside > 0;

    /// <summary>Gets a value indicating whether this thread is inside this machine.</summary>
    internal bool IsInside => Volatile.Read(ref owner) == Environment.CurrentManagedThreadId;

    /// <summary>Enters, if no thread is inside.</summary>
    internal bool TryEnter()
    {
        lock (gate)
        {
            if (owner != 0)
                return false;
            owner = Environment.CurrentManagedThreadId;
        }

        inside++;
        return true;
    }

    /// <summary>Runs the turns that have arrived meanwhile, and leaves.</summary>
    internal void Exit()
    {
        while (true)
        {
            Turn? turn;
            lock (gate)
            {
                if (!waiting.TryDequeue(out turn))
                {
                    owner = 0;
                    inside--;
                    return;
                }
            }

            if (!turn.TryRun())
            {
                lock (gate)
                    cancelled--;
            }
        }
    }

    /// <summary>Queues a turn. If no thread is inside, runs it now.</summary>
    /// <param name="work">The work of the turn.</param>
    /// <param name="cancellationToken">Cancels the turn if it has not begun.</param>
    /// <returns>A task that ends with the turn, and fails if the turn fails.</returns>
    internal Task Queue(Action work, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, work);
        turn.CancelBy(cancellationToken);       // before another thread can run it
        lock (gate)
            waiting.Enqueue(turn);

        if (TryEnter())
            Exit();
        return turn.Task;
    }

    /// <summary>Counts a cancelled turn. When most are cancelled, removes them, so that the queue stays bounded.</summary>
    private void NoteCancellation()
    {
        lock (gate)
        {
            if (++cancelled * 2 <= waiting.Count)
                return;

            var remaining = new Queue<Turn>(waiting.Count);
            foreach (var turn in waiting)
            {
                if (turn.IsTaken)
                    cancelled--;
                else
                    remaining.Enqueue(turn);
            }

            waiting = remaining;
        }
    }

    private sealed class Turn(TurnQueue queue, Action work) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly ExecutionContext context = AmbientContext.CaptureOrDefault();
        private CancellationTokenRegistration registration;
        private int isTaken;

        /// <summary>Gets a value indicating whether the turn has begun or was cancelled.</summary>
        internal bool IsTaken => Volatile.Read(ref isTaken) != 0;

        internal void CancelBy(CancellationToken cancellationToken) => registration = cancellationToken.UnsafeRegister(
            static (turn, cancellationToken) =>
            {
                if (((Turn)turn!).TryTake())
                    ((Turn)turn!).Cancel(cancellationToken);
            },
            this);

        /// <summary>Runs the turn.</summary>
        /// <returns>False if it was cancelled.</returns>
        internal bool TryRun()
        {
            if (!TryTake())
                return false;

            registration.Unregister();
            ExecutionContext.Run(context, static turn => ((Turn)turn!).Run(), this);
            return true;
        }

        private void Cancel(CancellationToken cancellationToken)
        {
            queue.NoteCancellation();
            SetCanceled(cancellationToken);
        }

        private void Run()
        {
            try
            {
                work();
                SetResult();
            }
            catch (Exception error)
            {
                SetException(error);
            }
        }

        private bool TryTake() => Interlocked.Exchange(ref isTaken, 1) == 0;
    }
}
