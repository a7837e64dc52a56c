namespace CoroFsm.Scheduling;

/// <content>Time: one timer of the clock, for the earliest of all.</content>
public sealed partial class Scheduler
{
    /// <summary>The longest delay that every timer takes.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(20);

    private readonly TimeProvider clock;
    private readonly TimerHeap timers = new();
    private ITimer? timer;

    /// <summary>When the clock's timer comes.</summary>
    private long timerDue = long.MaxValue;

    /// <summary>
    /// Gets the scheduler's time for others, such as machines (<see cref="MachineOptions.TimeProvider"/>): its timers are the scheduler's
    /// own, and come on its thread, between turns, under the <see cref="ExecutionContext"/> of the code that created them.
    /// </summary>
    /// <remarks>They come while the scheduler runs; alone they do not keep it running. What their callbacks throw comes out of the call that runs it.</remarks>
    public TimeProvider Clock => field ??= new SchedulerClock(this, clock);

    /// <summary>Gets how many timers are set: of tasks that sleep, of time limits, and of <see cref="Clock"/>.</summary>
    public int TimerCount => timers.Count;

    internal long Now => clock.GetTimestamp();

    /// <summary>Gets when a time that begins now ends, in the clock's ticks.</summary>
    internal long DueIn(TimeSpan time)
    {
        var ticks = (((Int128)time.Ticks * clock.TimestampFrequency) + (TimeSpan.TicksPerSecond - 1)) / TimeSpan.TicksPerSecond;
        return (long)Int128.Min(clock.GetTimestamp() + ticks, long.MaxValue);
    }

    /// <summary>Tells whether more than a time lies between two points in time.</summary>
    internal bool HasPassed(TimeSpan time, long from, long to) => clock.GetElapsedTime(from, to) > time;

    internal void AddTimer(ITimed timed, long due)
    {
        timers.Add(timed, due);
        if (due < timerDue)
            SetTimer(due);
    }

    internal void RemoveTimer(ITimed timed) => timers.Remove(timed);

    /// <summary>Sets the clock's timer. It is not set back: one that comes too early looks, and is set again.</summary>
    private void SetTimer(long due)
    {
        var delay = clock.GetElapsedTime(clock.GetTimestamp(), due);
        delay = delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxTimer ? MaxTimer : delay;

        // Real timers count whole milliseconds: one that is cut short would come too early, again and again.
        if (clock is not IVirtualTime)
            delay = TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

        if (timer is null)
            timer = AmbientContext.CreateTimer(clock, static scheduler => ((Scheduler)scheduler!).TimerCame(), this, delay);
        else
            timer.Change(delay, Timeout.InfiniteTimeSpan);
        timerDue = due;
    }

    private void TimerCame()
    {
        timerCame = true;
        Interrupt();
    }

    private void WakeWhatIsDue()
    {
        timerCame = false;
        timerDue = long.MaxValue;
        var now = clock.GetTimestamp();
        try
        {
            while (timers.FirstDue <= now)
                timers.TakeFirst().Come();
        }
        finally
        {
            if (timers.Count > 0 && timers.FirstDue < timerDue)
                SetTimer(timers.FirstDue);
        }
    }
}
