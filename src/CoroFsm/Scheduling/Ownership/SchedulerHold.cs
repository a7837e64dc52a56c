namespace CoroFsm.Scheduling;

/// <summary>Which thread holds a scheduler. One word decides it, so two threads never use the tasks at once.</summary>
internal sealed class SchedulerHold
{
    /// <summary>The home of a scheduler that belongs to no thread, because one of its own is about to run it.</summary>
    internal const int NoThread = 0;

    /// <summary>A thread lists the tasks, between two runs.</summary>
    private const int Listing = int.MinValue;

    /// <summary>
    /// The maximum number of times that a run looks whether a hold between two runs has ended. Many times the length of a short hold; one
    /// in which user code waits may never end, because that code may wait for the very thread that looks.
    /// </summary>
    private const int MaxLooks = 2_000;

    /// <summary>
    /// The id of the thread that holds the scheduler, for a run or for one action between two runs; while none does, the complement of
    /// the id of the thread that it belongs to.
    /// </summary>
    private int owner = ~Environment.CurrentManagedThreadId;

    /// <summary>
    /// Whether the scheduler is held for a run. Set and cleared by the thread that holds it; a hold between two runs is mostly short, so
    /// a run waits for its end (<see cref="MaxLooks"/>).
    /// </summary>
    private volatile bool isRunning;

    private volatile bool isServed;

    /// <summary>
    /// Gets or sets a value indicating whether a thread of the scheduler's own runs it, or is about to: no other thread can then.
    /// </summary>
    internal bool IsServed
    {
        get => isServed;
        set => isServed = value;
    }

    /// <summary>Gets a value indicating whether this thread holds the scheduler.</summary>
    internal bool IsInside => Volatile.Read(ref owner) == Environment.CurrentManagedThreadId;

    /// <summary>Holds the scheduler between two runs, if it belongs to this thread.</summary>
    /// <returns>False if it does not, or this thread already holds it.</returns>
    internal bool TryHold()
    {
        var me = Environment.CurrentManagedThreadId;
        var seen = Interlocked.CompareExchange(ref owner, me, ~me);
        for (var spin = default(SpinWait); seen == Listing; spin.SpinOnce())
            seen = Interlocked.CompareExchange(ref owner, me, ~me);
        return seen == ~me;
    }

    /// <summary>Holds the scheduler for a run.</summary>
    /// <param name="isOwnThread">Whether this is the thread of the scheduler's own.</param>
    /// <returns>False if the scheduler runs already.</returns>
    internal bool TryClaim(bool isOwnThread)
    {
        var me = Environment.CurrentManagedThreadId;
        for (var spin = default(SpinWait); ; spin.SpinOnce())
        {
            var seen = Volatile.Read(ref owner);
            if (seen == me || (seen > 0 && (isRunning || spin.Count > MaxLooks)) || (isServed && !isOwnThread))
                return false;
            if (seen < 0 && seen != Listing && Interlocked.CompareExchange(ref owner, me, seen) == seen)
                break;
        }

        isRunning = true;
        return true;
    }

    /// <summary>Ends the hold. From now on the scheduler belongs to the thread <paramref name="home"/>.</summary>
    internal void Release(int home)
    {
        isRunning = false;
        Interlocked.Exchange(ref owner, ~home);
    }

    /// <summary>Holds the scheduler to list its tasks, whichever thread it belongs to.</summary>
    /// <param name="home">What ends the hold again: <see cref="EndListing"/>.</param>
    /// <returns>False if a thread holds it.</returns>
    internal bool TryBeginListing(out int home)
    {
        while (true)
        {
            home = Volatile.Read(ref owner);
            if (home >= 0 || home == Listing)
                return false;
            if (Interlocked.CompareExchange(ref owner, Listing, home) == home)
                return true;
        }
    }

    internal void EndListing(int home) => Interlocked.Exchange(ref owner, home);
}
