namespace CoroFsm.Tests.Scheduling;

/// <summary>Turns and messages allocate nothing once warm.</summary>
[DefaultContext]
public sealed class SchedulerAllocationTests
{
    [Fact]
    public void Yield_AllocatesNothing()
    {
        var scheduler = new Scheduler();
        for (var i = 0; i < 3; i++)
            scheduler.Spawn(Yielding);
        StepsAllocateNothing(scheduler);
    }

    [Fact]
    public void Send_PingPong_AllocatesNothing()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            var echo = await task.Spawn(Echoing);
            for (var i = 0; ; i++)
            {
                await task.Send(echo, (task.Self, i));
                await task.Receive<int>();
            }
        });
        StepsAllocateNothing(scheduler);
    }

    [Fact]
    public void Sleep_AllocatesNothing()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new StoppedTime() });
        for (var i = 0; i < 100; i++)
            scheduler.Spawn(Sleeping);
        StepsAllocateNothing(scheduler);
    }

    private static void StepsAllocateNothing(Scheduler scheduler)
    {
        for (var i = 0; i < 3_000; i++)
            Assert.True(scheduler.Step());

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 10_000; i++)
                scheduler.Step();
        }));
    }

    private static async Coroutine Yielding(TaskContext task)
    {
        while (true)
            await task.Yield();
    }

    private static async Coroutine Sleeping(TaskContext task)
    {
        while (true)
            await task.Sleep(TimeSpan.FromTicks(1));
    }

    private static async Coroutine Echoing(TaskContext task)
    {
        while (true)
        {
            var (from, number) = await task.Receive<(TaskId, int)>();
            await task.Send(from, number);
        }
    }

    /// <summary>A clock whose timers fire at once.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        private long now;

        public override long GetTimestamp() => now++;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return new Timer(callback, state);
        }

        private sealed class Timer(TimerCallback callback, object? state) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                callback(state);
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
