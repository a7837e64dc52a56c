namespace CoroFsm.TestSupport;

/// <summary>A clock for several threads and many timers, which stands still until a test advances it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly SortedSet<(long Due, long Number, Timer Timer)> timers = new(Comparer<(long Due, long Number, Timer Timer)>.Create(
        static (one, other) => (one.Due, one.Number).CompareTo((other.Due, other.Number))));

    private long now;
    private long last;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref now);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Advances the clock. Timers fire on this thread, in the order of their due times.</summary>
    /// <param name="by">How far.</param>
    /// <param name="afterEach">Called after each timer, such as to run what it has queued; null for nothing.</param>
    internal void Advance(TimeSpan by, Action? afterEach = null)
    {
        var end = GetTimestamp() + by.Ticks;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
            afterEach?.Invoke();
        }

        Volatile.Write(ref now, end);
    }

    private Timer? TakeDue(long end)
    {
        lock (gate)
        {
            if (timers.Count == 0 || timers.Min is var first && first.Due > end)
                return null;
            timers.Remove(first);
            first.Timer.IsSet = false;
            Volatile.Write(ref now, Math.Max(now, first.Due));
            return first.Timer;
        }
    }

    private sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Number) key;

        internal bool IsSet { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                if (IsSet)
                    time.timers.Remove((key.Due, key.Number, this));
                IsSet = dueTime != Timeout.InfiniteTimeSpan;
                if (IsSet)
                {
                    key = (time.now + dueTime.Ticks, ++time.last);
                    time.timers.Add((key.Due, key.Number, this));
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        internal void Fire() => callback(state);
    }
}
