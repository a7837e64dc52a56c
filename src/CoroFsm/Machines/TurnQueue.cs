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
    /// <summary>The number of machines that this thread is inside of.</summary>
    [ThreadStatic]
    private static int inside;

    private readonly Lock gate = new();
    private readonly Queue<ITurn> waiting = new();

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
            ITurn? turn;
            lock (gate)
            {
                if (!waiting.TryDequeue(out turn))
                {
                    owner = 0;
                    inside--;
                    return;
                }
            }

            turn.Do();
        }
    }

    /// <summary>Queues a turn. If no thread is inside, runs it now.</summary>
    /// <param name="work">The work of the turn.</param>
    /// <param name="cancellationToken">Cancels the turn if it has not begun.</param>
    /// <returns>A task that ends with the turn, and fails if the turn fails.</returns>
    internal Task Queue(Action work, CancellationToken cancellationToken)
    {
        var turn = new Turn(work);
        turn.CancelBy(cancellationToken);       // before another thread can run it
        lock (gate)
            waiting.Enqueue(turn);

        if (TryEnter())
            Exit();
        return turn.Task;
    }

    /// <summary>Runs a turn for which no caller waits: now if no thread is inside and no turn waits; otherwise after those.</summary>
    internal void Run(ITurn turn)
    {
        lock (gate)
        {
            if (owner != 0 || waiting.Count > 0)
            {
                waiting.Enqueue(turn);      // the thread that is inside runs it, or the one that is about to enter
                return;
            }

            owner = Environment.CurrentManagedThreadId;
        }

        inside++;
        turn.Do();
        Exit();
    }

    private sealed class Turn(Action work) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), ITurn
    {
        private readonly ExecutionContext context = AmbientContext.CaptureOrDefault();
        private CancellationTokenRegistration registration;
        private int isTaken;

        internal void CancelBy(CancellationToken cancellationToken) => registration = cancellationToken.UnsafeRegister(
            static (turn, cancellationToken) =>
            {
                if (((Turn)turn!).TryTake())
                    ((Turn)turn!).SetCanceled(cancellationToken);
            },
            this);

        public void Do()
        {
            if (!TryTake())
                return;

            registration.Unregister();
            ExecutionContext.Run(context, static turn => ((Turn)turn!).Work(), this);
        }

        private void Work()
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
    /// <summary>Takes the turn. Never throws.</summary>
    void Do();
}
