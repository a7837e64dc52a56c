using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>
/// Time that passes only when a test says so: timers come on the thread that advances it, in the order in which they are due.
/// </summary>
/// <remarks>A <see cref="Scheduler"/> with this clock lets it jump to the next timer when all its tasks wait. Timers that are due at the same time come in the order in which they were set. For one thread at a time.</remarks>
public sealed class SimulatedTime : TimeProvider, IVirtualTime
{
    private readonly PriorityQueue<Alarm, (long Due, long Order)> alarms = new();
    private readonly DateTimeOffset start;
    private long now;
    private bool isAdvancing;
    private long order;

    /// <summary>Initializes a new instance of the <see cref="SimulatedTime"/> class.</summary>
    /// <param name="start">What the clock shows at first; by default the first of January 2000, UTC.</param>
    public SimulatedTime(DateTimeOffset? start = null) => this.start = start ?? new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets how much time has passed.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(now);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass, timer by timer.</summary>
    /// <param name="by">How much.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">Called from a timer: time is passing already.</exception>
    /// <remarks>Also timers come that are set meanwhile, if they are due. What a timer throws comes out here; time then stands where it was due.</remarks>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (isAdvancing)
            throw new InvalidOperationException("Time is passing already. Set a timer instead of advancing from one.");

        isAdvancing = true;
        try
        {
            var end = now + by.Ticks;
            while (alarms.TryPeek(out var alarm, out var at) && at.Due <= end)
            {
                alarms.Dequeue();
                if (!alarm.IsCurrent)
                    continue;
                now = at.Due;
                alarm.Timer.Come();
            }

            now = end;
        }
        finally
        {
            isAdvancing = false;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Called from a timer: time is passing already.</exception>
    public bool TryJump()
    {
        while (alarms.TryPeek(out var alarm, out var at))
        {
            if (alarm.IsCurrent)
            {
                Advance(TimeSpan.FromTicks(Math.Max(0, at.Due - now)));
                return true;
            }

            alarms.Dequeue();
        }

        return false;
    }

    private static void Check(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, time, "A time is not negative, but for Timeout.InfiniteTimeSpan.");
    }

    private void Set(Timer timer, long due) => alarms.Enqueue(new(timer, timer.Version), (due, order++));

    private readonly record struct Alarm(Timer Timer, int Version)
    {
        public bool IsCurrent => Timer.Version == Version;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;
        private bool isDisposed;

        /// <summary>Gets what changes with each setting, so that older ones do not come.</summary>
        internal int Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Check(dueTime, nameof(dueTime));
            Check(period, nameof(period));
            if (isDisposed)
                return false;

            Version++;
            this.period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                time.Set(this, time.now + dueTime.Ticks);
            return true;
        }

        public void Dispose()
        {
            isDisposed = true;
            Version++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Come()
        {
            if (period > TimeSpan.Zero)
                Change(period, period);
            callback(state);
        }
    }
}
