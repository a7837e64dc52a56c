namespace CoroFsm;

/// <summary>
/// Brings the calls of several threads into an order: one at a time, as they arrive.
/// </summary>
/// <remarks>
/// A call that comes while no thread is inside takes its turn at once, and then runs the turns that have arrived meanwhile, on the same
/// thread. A turn that is queued runs under the execution context of its sender, and what it changes there ends with it.
/// </remarks>
internal sealed class TurnQueue
{
    /// <summary>How many machines this thread is inside of.</summary>
    [ThreadStatic]
    private static int inside;

    private readonly Lock gate = new();
    private readonly Queue<Turn> waiting = new();

    /// <summary>The thread that is inside; 0: none.</summary>
    private int owner;

    /// <summary>
    /// Gets a value indicating whether this thread is inside any machine. Such a thread must not wait for another machine, or two that send to each other lock up.
    /// </summary>
    internal static bool IsInsideAny => inside > 0;

    /// <summary>Gets a value indicating whether this thread is inside this machine.</summary>
    internal bool IsInside => Volatile.Read(ref owner) == Environment.CurrentManagedThreadId;

    /// <summary>Goes inside, if nobody is.</summary>
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

    /// <summary>Does the turns that have arrived meanwhile, and goes out.</summary>
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

            turn.Do();
        }
    }

    /// <summary>Queues a turn; if nobody is inside any more, does it now.</summary>
    /// <param name="work">The turn.</param>
    /// <param name="cancellationToken">Takes it back, if it has not begun.</param>
    /// <returns>Ends with the turn, and as it does.</returns>
    internal Task Queue(Action work, CancellationToken cancellationToken)
    {
        var turn = new Turn(work);
        turn.CancelBy(cancellationToken);       // before another thread can get hold of it
        lock (gate)
            waiting.Enqueue(turn);

        if (TryEnter())
            Exit();
        return turn.Task;
    }

    private sealed class Turn(Action work) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
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

        internal void Do()
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
