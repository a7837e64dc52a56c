namespace CoroFsm.Scheduling;

/// <summary>The timers of a scheduler, and the one timer of the clock that is set for the earliest of them.</summary>
internal sealed class TimerQueue(TimeProvider clock, InterruptQueue interrupts) : IDisposable
{
    /// <summary>The longest delay that every timer of a clock accepts.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(20);

    private readonly TimerHeap heap = new();
    private ITimer? clockTimer;

    /// <summary>When the clock's timer elapses.</summary>
    private long clockTimerDue = long.MaxValue;

    /// <summary>Whether the clock's timer has elapsed.</summary>
    private volatile bool hasElapsed;

    internal int Count => heap.Count;

    internal long Now => clock.GetTimestamp();

    /// <summary>Gets when a time that begins now ends, in the clock's ticks.</summary>
    internal long DueIn(TimeSpan time)
    {
        var ticks = (((Int128)time.Ticks * clock.TimestampFrequency) + (TimeSpan.TicksPerSecond - 1)) / TimeSpan.TicksPerSecond;
        return (long)Int128.Min(clock.GetTimestamp() + ticks, long.MaxValue);
    }

    internal void Add(ITimed timed, long due)
    {
        heap.Add(timed, due);
        if (due < clockTimerDue)
            SetClockTimer(due);
    }

    internal void Remove(ITimed timed) => heap.Remove(timed);

    /// <summary>Notifies the items that are due, the earliest first, if the clock's timer has elapsed.</summary>
    internal void HandleElapsed()
    {
        if (!hasElapsed)
            return;

        hasElapsed = false;
        clockTimerDue = long.MaxValue;
        var now = clock.GetTimestamp();
        try
        {
            while (heap.FirstDue <= now)
                heap.TakeFirst().OnDue();
        }
        finally
        {
            if (heap.Count > 0 && heap.FirstDue < clockTimerDue)
                SetClockTimer(heap.FirstDue);
        }
    }

    public void Dispose() => clockTimer?.Dispose();

    /// <summary>Sets the clock's timer. It is not set back: if it elapses too early, it is set again.</summary>
    private void SetClockTimer(long due)
    {
        var delay = clock.GetElapsedTime(clock.GetTimestamp(), due);
        delay = delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxDelay ? MaxDelay : delay;

        // Real timers count whole milliseconds: rounded down, the timer would elapse too early, again and again.
        if (clock is not IVirtualTime)
            delay = TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

        if (clockTimer is null)
            clockTimer = AmbientContext.CreateTimer(clock, static timers => ((TimerQueue)timers!).OnElapsed(), this, delay);
        else
            clockTimer.Change(delay, Timeout.InfiniteTimeSpan);
        clockTimerDue = due;
    }

    private void OnElapsed()
    {
        hasElapsed = true;
        interrupts.Signal();
    }
}
