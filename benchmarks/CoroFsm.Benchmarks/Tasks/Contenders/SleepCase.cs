using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Scheduling;

namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Runs many tasks that sleep, each for a different time. One operation is one wake-up.</summary>
internal sealed class SleepCase : Case
{
    /// <summary>The number of times that each sleeper has woken, on average, when the measurement begins.</summary>
    private const long SettlingRounds = 8;

    private readonly JumpingTime time = new();
    private readonly Scheduler scheduler;
    private readonly int sleepers;
    private long wanted;
    private long done;

    internal SleepCase(string name, string baseline, int sleepers)
        : base(name, baseline)
    {
        this.sleepers = sleepers;
        scheduler = new(new() { TimeProvider = time });
    }

    internal override long Run(int operations)
    {
        if (wanted == 0)
            Start();

        wanted += operations;
        Wake();
        return wanted;
    }

    private void Start()
    {
        for (var i = 0; i < sleepers; i++)
        {
            var ticks = 1_000_000 + (i * 7919L % 1_000_003);
            scheduler.Spawn(task => Sleep(task, TimeSpan.FromTicks(ticks)));
        }

        scheduler.RunUntilIdle();

        // At first, the times of the sleepers do not overlap as they do later, and a wake-up is cheaper.
        done = -SettlingRounds * sleepers;
        Wake();
    }

    /// <summary>Wakes sleepers until as many have woken as are wanted.</summary>
    private void Wake()
    {
        while (done < wanted)
        {
            time.TryJump();
            scheduler.RunUntilIdle();
        }
    }

    private async Coroutine Sleep(TaskContext task, TimeSpan time)
    {
        while (true)
        {
            await task.Sleep(time);
            done++;
        }
    }

    /// <summary>Represents a clock with one timer, that of the scheduler.</summary>
    private sealed class JumpingTime : TimeProvider, IVirtualTime, ITimer
    {
        private TimerCallback? callback;
        private object? state;
        private long now;
        private long due = long.MaxValue;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.callback = callback;
            this.state = state;
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            due = now + dueTime.Ticks;
            return true;
        }

        public bool TryJump()
        {
            if (due == long.MaxValue)
                return false;
            now = Math.Max(now, due);
            due = long.MaxValue;
            callback!(state);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
