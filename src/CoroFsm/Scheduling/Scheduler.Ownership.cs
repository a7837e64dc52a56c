namespace CoroFsm.Scheduling;

/// <content>Which thread holds the scheduler. One word says it, so two threads never touch the tasks at once.</content>
public sealed partial class Scheduler
{
    /// <summary>The scheduler is idle and belongs to no thread: one of its own is about to run it.</summary>
    private const int NoThread = 0;

    /// <summary>Some thread lists the tasks, between two runs.</summary>
    private const int Listing = int.MinValue;

    /// <summary>
    /// How many times a run looks whether a hold between two runs has ended. Many times the length of a short hold; one in which user code
    /// waits may never end, because that code may wait for the very thread that looks.
    /// </summary>
    private const int MaxLooks = 2_000;

    /// <summary>
    /// The id of the thread that holds the scheduler, for a run or for one action between two runs; while none does, the complement of
    /// the id of the thread that it belongs to.
    /// </summary>
    private int owner;

    /// <summary>
    /// Whether the scheduler is held for a run. Set and cleared by the thread that holds it; a hold between two runs is mostly short, so
    /// a run waits for its end (<see cref="MaxLooks"/>).
    /// </summary>
    private volatile bool isRunning;

    /// <summary>Gets a value indicating whether this thread holds the scheduler.</summary>
    internal bool IsInside => Volatile.Read(ref owner) == Environment.CurrentManagedThreadId;

    /// <summary>Handles an interrupt now if the scheduler is this thread's; otherwise queues it.</summary>
    internal void HandleOrPost(object interrupt)
    {
        if (IsInside)
        {
            Handle(interrupt);
        }
        else if (TryHold())
        {
            try
            {
                Handle(interrupt);
            }
            finally
            {
                Release();
            }
        }
        else
        {
            PostObject(interrupt);
        }
    }

    /// <summary>Holds the scheduler between two runs, if it belongs to this thread.</summary>
    /// <returns>False if it does not, or this thread holds it already: what is to be done is an interrupt.</returns>
    internal bool TryHold()
    {
        var me = Environment.CurrentManagedThreadId;
        var seen = Interlocked.CompareExchange(ref owner, me, ~me);
        for (var spin = default(SpinWait); seen == Listing; spin.SpinOnce())
            seen = Interlocked.CompareExchange(ref owner, me, ~me);
        return seen == ~me;
    }

    /// <summary>Ends a hold. From here on the scheduler belongs to this thread.</summary>
    internal void Release() => Release(Environment.CurrentManagedThreadId);

    private void Release(int home)
    {
        Interlocked.Exchange(ref owner, ~home);
        if (!snapshots.IsEmpty)
            AnswerBetweenRuns();
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

    private void Claim(bool isOwnThread)
    {
        var me = Environment.CurrentManagedThreadId;
        for (var spin = default(SpinWait); ; spin.SpinOnce())
        {
            var seen = Volatile.Read(ref owner);
            if (seen == me || (seen > 0 && (isRunning || spin.Count > MaxLooks)) || (isServing && !isOwnThread))
                throw RunsAlready();
            if (seen < 0 && seen != Listing && Interlocked.CompareExchange(ref owner, me, seen) == seen)
                break;
        }

        isRunning = true;
    }

    private static InvalidOperationException RunsAlready() =>
        new("The scheduler runs already: a task cannot run its own scheduler, and two threads cannot run one.");

    private void Leave() => Leave(Environment.CurrentManagedThreadId);

    private void Leave(int home)
    {
        isRunning = false;
        Release(home);
    }
}
