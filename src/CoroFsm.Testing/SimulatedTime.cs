using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>
/// Represents a clock that advances only when a test requests it. Timers fire on the advancing thread, in the order of their due times.
/// </summary>
/// <remarks>
/// A <see cref="Scheduler"/> with this clock advances it to the next timer when all of its tasks wait. Timers with the same due time fire
/// in the order in which they were set. Not thread-safe.
/// </remarks>
public sealed class SimulatedTime : TimeProvider, IVirtualTime
{
    private readonly PriorityQueue<Alarm, (long Due, long Order)> alarms = new();
    private readonly DateTimeOffset start;
    private long now;
    private bool isAdvancing;
    private long order;

    /// <summary>Initializes a new instance of the <see cref="SimulatedTime"/> class.</summary>
    /// <param name="start">The initial time. Default: null (2000-01-01, UTC).</param>
    public SimulatedTime(DateTimeOffset? start = null) => this.start = start ?? new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets the time that has elapsed.</summary>
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

    /// <summary>Advances the clock, timer by timer.</summary>
    /// <param name="by">The time span.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The method is called by a timer: the clock is already advancing.</exception>
    /// <remarks>
    /// Timers that are set meanwhile also fire if they are due. Exceptions of a timer are thrown here; the clock then remains at its due
    /// time.
    /// </remarks>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (isAdvancing)
            throw new InvalidOperationException("The clock is already advancing. Set a timer instead of calling Advance from a timer.");

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
    /// <exception cref="InvalidOperationException">The method is called by a timer: the clock is already advancing.</exception>
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
        {
            throw new ArgumentOutOfRangeException(
                name,
                time,
                "The time is negative. Use a positive time, zero, or Timeout.InfiniteTimeSpan.");
        }
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

        /// <summary>Gets the version of the setting. Alarms of older versions do not fire.</summary>
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
