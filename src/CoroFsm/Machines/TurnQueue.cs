namespace CoroFsm;

/// <summary>
/// Serializes the calls of several threads, in order of arrival.
/// </summary>
/// <remarks>
/// A call that arrives while no thread is inside runs immediately, and then runs the turns that have arrived meanwhile, on the same thread.
/// A queued turn runs under the execution context of its sender; its changes to that context end with it. One word decides which thread is
/// inside, and whether turns wait; the lock protects only the queue, so a call that meets no other takes none.
/// </remarks>
internal sealed class TurnQueue
{
    /// <summary>The completion of the machine, which any thread may request. Here, so that machines of one thread have no field.</summary>
    internal TaskCompletionSource? Completion;

    /// <summary>The hash of the machine's state. Here, so that a durable machine needs no other object for what is rare.</summary>
    internal HashedState? Hashed;

    /// <summary>The flag of <see cref="state"/> for turns that wait.</summary>
    private const int HasWaiting = int.MinValue;

    /// <summary>The number of machines that this thread is inside of.</summary>
    [ThreadStatic]
    private static int inside;

    private Lock? gate;

    /// <summary>The turns that wait; null if none ever did.</summary>
    private Queue<ITurn>? waiting;

    /// <summary>The number of waiting turns that were cancelled.</summary>
    private int cancelled;

    /// <summary>The thread that is inside, with a flag if turns may wait; 0 for none.</summary>
    private int state;

    /// <summary>
    /// Gets a value indicating whether this thread is inside any machine. Such a thread must not block on another machine: two that send to
    /// each other would deadlock.
    /// </summary>
    internal static bool IsInsideAny => inside > 0;

    /// <summary>Gets a value indicating whether this thread is inside this machine.</summary>
    internal bool IsInside => (Volatile.Read(ref state) & ~HasWaiting) == Environment.CurrentManagedThreadId;

    /// <summary>Gets the lock of the turns that wait, created on demand: most machines never need it.</summary>
    private Lock Gate => Volatile.Read(ref gate) ?? Interlocked.CompareExchange(ref gate, new(), null) ?? gate;

    /// <summary>Enters, if no thread is inside.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.CompareExchange(ref state, Environment.CurrentManagedThreadId, 0) != 0)
            return false;

        inside++;
        return true;
    }

    /// <summary>Runs the turns that have arrived meanwhile, and leaves.</summary>
    internal void Exit() => Exit(Environment.CurrentManagedThreadId);

    private void Exit(int me)
    {
        if (Interlocked.CompareExchange(ref state, 0, me) == me)
            inside--;
        else
            RunWaiting();
    }

    /// <summary>Runs a turn for which no caller waits: now if no thread is inside; otherwise after the turn of that thread.</summary>
    internal void Run(ITurn turn)
    {
        var me = Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref state, me, 0) != 0)
        {
            Add(turn);
            return;
        }

        inside++;
        turn.TryRun();
        Exit(me);
    }

    /// <summary>Queues a turn. If no thread is inside, runs it now.</summary>
    /// <param name="work">The work of the turn.</param>
    /// <param name="cancellationToken">Cancels the turn if it has not begun.</param>
    /// <returns>A task that ends with the turn, and fails if the turn fails.</returns>
    internal Task Queue(Action work, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, work);
        turn.CancelBy(cancellationToken);       // before another thread can run it
        Add(turn);
        return turn.Task;
    }

    /// <summary>Adds a turn. The thread that is inside runs it; if there is none, this thread does.</summary>
    private void Add(ITurn turn)
    {
        lock (Gate)
            (waiting ??= new()).Enqueue(turn);

        while (true)
        {
            var seen = Volatile.Read(ref state);
            if (seen != 0)
            {
                if (Interlocked.CompareExchange(ref state, seen | HasWaiting, seen) == seen)
                    return;
            }
            else if (TryEnter())
            {
                RunWaiting();
                return;
            }
        }
    }

    /// <summary>Runs the waiting turns, and leaves.</summary>
    private void RunWaiting()
    {
        while (true)
        {
            ITurn? turn;
            lock (Gate)
            {
                if (waiting is null || !waiting.TryDequeue(out turn))
                {
                    Volatile.Write(ref state, 0);       // inside the lock: a turn that is added later sees this
                    inside--;
                    return;
                }
            }

            if (!turn.TryRun())
            {
                lock (Gate)
                    cancelled--;
            }
        }
    }

    /// <summary>Counts a cancelled turn. When most are cancelled, removes them, so that the queue stays bounded.</summary>
    private void NoteCancellation()
    {
        lock (Gate)
        {
            if (++cancelled * 2 <= (waiting?.Count ?? int.MaxValue))
                return;

            var remaining = new Queue<ITurn>(waiting!.Count);
            foreach (var turn in waiting)
            {
                if (turn is Turn { IsTaken: true })
                    cancelled--;
                else
                    remaining.Enqueue(turn);
            }

            waiting = remaining;
        }
    }

    private sealed class Turn(TurnQueue queue, Action work)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), ITurn
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

        public bool TryRun()
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

/// <summary>Represents a turn of a machine.</summary>
internal interface ITurn
{
    /// <summary>Runs the turn. Never throws.</summary>
    /// <returns>False if it was cancelled.</returns>
    bool TryRun();
}
