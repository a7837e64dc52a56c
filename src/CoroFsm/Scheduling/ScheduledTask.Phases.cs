namespace CoroFsm.Scheduling;

/// <content>What a task's phase says besides that it waits.</content>
internal sealed partial class ScheduledTask
{
    /// <summary>It is in a run queue. A task that yields is, without this.</summary>
    internal const int Queued = 1 << 9;

    /// <summary>Its coroutine has not been called.</summary>
    internal const int NotStarted = 1 << 10;

    /// <summary>It can perhaps run: what it waits for is asked in its turn.</summary>
    internal const int Recheck = 1 << 11;

    /// <summary>All but these bits say nothing to whoever resumes it.</summary>
    internal const int Special = Ended | Signal | Leaving | TimedOut | NotStarted | Recheck;

    /// <summary>Waits for its next turn only.</summary>
    internal const int Yielding = 1 << 16;

    /// <summary>Waits for a time.</summary>
    internal const int Sleeping = 2 << 16;

    /// <summary>Waits for a message.</summary>
    internal const int Receiving = 3 << 16;

    /// <summary>Waits for the end of another task.</summary>
    internal const int Joining = 4 << 16;

    /// <summary>Asks for the end of another task.</summary>
    internal const int Killing = 5 << 16;

    /// <summary>Waits for the end of the tasks of its scope.</summary>
    internal const int Leaves = 6 << 16;

    /// <summary>Waits for a <see cref="Trap"/>.</summary>
    internal const int Trapped = 7 << 16;

    internal const int KindMask = 7 << 16;

    private const int KilledFlag = 1 << 5;
    private const int ResultFlag = 1 << 6;
    private const int ObservedFlag = 1 << 7;
    private const int RefusalMask = KilledFlag - 1;

    /// <summary>Whether it was killed; it may still be on its way out.</summary>
    internal bool IsKilled => (flags & KilledFlag) != 0;

    /// <summary>Whether the trap that ended had the wished effect.</summary>
    internal bool Result
    {
        get => (flags & ResultFlag) != 0;
        set => flags = (byte)(value ? flags | ResultFlag : flags & ~ResultFlag);
    }

    /// <summary>Whether somebody knows how it ended.</summary>
    internal bool IsObserved => (flags & ObservedFlag) != 0;

    /// <summary>Whether it was told to end often enough, and waits all the same.</summary>
    internal bool IsStubborn => (flags & RefusalMask) > MaxRefusals;

    internal int Kind => Phase & KindMask;

    internal bool IsReady => (Phase & Queued) != 0 || Kind == Yielding;

    internal void MarkKilled() => flags |= KilledFlag;

    internal void MarkObserved() => flags |= ObservedFlag;

    internal void ForgiveRefusals() => flags &= unchecked((byte)~RefusalMask);

    /// <summary>Counts a wait of a task that was told to end.</summary>
    /// <returns>False if it is to be given up.</returns>
    private bool Refuse()
    {
        flags++;
        return !IsStubborn;
    }
}
