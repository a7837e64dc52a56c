namespace CoroFsm.Durability.Instances;

/// <summary>Represents the clock of one durable machine: now is the time of the record that is handled.</summary>
/// <remarks>
/// The machine's own timer is recognized by its state object, and never fires: the host asks the machine what is due. Other timers, such as
/// those of a declared chart, fire when the host says so, in the order of their due times.
/// </remarks>
internal sealed class DurableClock : TimeProvider
{
    private List<ClockTimer>? timers;
    private long changes;

    /// <summary>Gets or sets the time, in UTC ticks.</summary>
    internal long Now { get; set; }

    /// <summary>Gets the due time of the first timer that is not the machine's own; the maximum value for none.</summary>
    internal long NextDue => First()?.Due ?? long.MaxValue;

    /// <summary>Computes a hash of the due times of the timers that are not the machine's own; 0 if none is set.</summary>
    internal ulong HashTimers()
    {
        var hash = 0UL;
        foreach (var timer in timers ?? [])
        {
            if (timer.Due != long.MaxValue)
                hash = StableHash.Combine(hash, (ulong)timer.Due);
        }

        return hash;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Now;

    public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (state is Machine)
            return MachineTimer.Instance;

        var timer = new ClockTimer(this, callback, state);
        (timers ??= []).Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires the first timer that is due. Exceptions of its callback are thrown.</summary>
    internal void Fire()
    {
        var timer = First()!;
        timer.Fire();
    }

    /// <summary>Forgets the timers of a machine that has ended.</summary>
    internal void Clear() => timers = null;

    private ClockTimer? First()
    {
        ClockTimer? first = null;
        if (timers is null)
            return null;
        foreach (var timer in timers)
        {
            if (timer.Due != long.MaxValue && (first is null || (timer.Due, timer.Order).CompareTo((first.Due, first.Order)) < 0))
                first = timer;
        }

        return first;
    }

    private sealed class MachineTimer : ITimer
    {
        internal static MachineTimer Instance { get; } = new();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ClockTimer(DurableClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        internal long Due { get; private set; } = long.MaxValue;

        /// <summary>Gets its place among the timers that are due at the same time: in the order in which they were set.</summary>
        internal long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Order = clock.changes++;
            Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.Now + dueTime.Ticks;
            return true;
        }

        public void Dispose() => clock.timers?.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            Due = period > TimeSpan.Zero ? clock.Now + period.Ticks : long.MaxValue;
            callback(state);
        }
    }
}
