namespace CoroFsm.Testing.Durability;

/// <summary>Shows the simulated time to one life of a process. Its timers end with the life.</summary>
internal sealed class LifeClock(SimulatedTime time) : TimeProvider
{
    private readonly HashSet<LifeTimer> timers = [];
    private readonly HashSet<LifeTimer> pending = [];
    private bool isStopped;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <summary>Gets a value indicating whether a timer is set that fires once. Periodic timers are for housekeeping.</summary>
    internal bool HasPending => pending.Count > 0;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new LifeTimer(this, callback, state);
        timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Stop()
    {
        isStopped = true;
        foreach (var timer in timers.ToArray())
            timer.Dispose();
    }

    private sealed class LifeTimer : ITimer
    {
        private readonly LifeClock clock;
        private readonly TimerCallback callback;
        private readonly object? state;
        private readonly ITimer timer;

        internal LifeTimer(LifeClock clock, TimerCallback callback, object? state)
        {
            (this.clock, this.callback, this.state) = (clock, callback, state);
            timer = clock.Real.CreateTimer(
                static timer => ((LifeTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (clock.isStopped || !timer.Change(dueTime, period))
                return false;
            if (dueTime != Timeout.InfiniteTimeSpan && period <= TimeSpan.Zero)
                clock.pending.Add(this);
            else
                clock.pending.Remove(this);
            return true;
        }

        public void Dispose()
        {
            clock.timers.Remove(this);
            clock.pending.Remove(this);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            clock.pending.Remove(this);
            callback(state);
        }
    }

    private SimulatedTime Real => time;
}
