namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>A clock of a host: time passes on demand, and no timer fires by itself.</summary>
internal sealed class HostClock : TimeProvider
{
    private long now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Gets the state objects of the timers that were created.</summary>
    internal List<object?> Owners { get; } = [];

    internal int Disposed { get; private set; }

    public override long GetTimestamp() => now;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Owners.Add(state);
        return new Inert(this);
    }

    internal void Pass(double seconds) => now += TimeSpan.FromSeconds(seconds).Ticks;

    internal long In(double seconds) => now + TimeSpan.FromSeconds(seconds).Ticks;

    private sealed class Inert(HostClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => clock.Disposed++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
