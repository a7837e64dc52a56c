namespace CoroFsm.Tests.Machines;

/// <summary>A clock whose timers fire only on demand.</summary>
internal sealed class LateTime : TimeProvider
{
    private readonly List<Alarm> alarms = [];
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(() => callback(state)) { IsSet = true };
        alarms.Add(alarm);
        return alarm;
    }

    internal void Pass(TimeSpan by)
    {
        now += by.Ticks;
        while (alarms.Find(alarm => alarm.IsSet) is { } alarm)
        {
            alarm.IsSet = false;
            alarm.Come();
            now += TimeSpan.TicksPerHour;
        }
    }

    private sealed class Alarm(Action come) : ITimer
    {
        internal bool IsSet { get; set; }

        internal Action Come => come;

        public bool Change(TimeSpan dueTime, TimeSpan period) => IsSet = dueTime != Timeout.InfiniteTimeSpan;

        public void Dispose() => IsSet = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
