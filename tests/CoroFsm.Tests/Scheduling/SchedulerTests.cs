using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Running a scheduler to its end and in steps: sleeps, joins, .NET tasks and custom traps.</summary>
[DefaultContext]
public sealed class SchedulerTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Run_NoTasks_Returns() => new Scheduler().Run();

    [Fact]
    public void Sleep_SimulatedTime_WakesInOrderOfDueTimeThenOfSleep()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        foreach (var (name, seconds) in ((string, int)[])[("a", 3), ("b", 1), ("c", 2), ("d", 1)])
        {
            scheduler.Spawn(async task =>
            {
                await task.Sleep(TimeSpan.FromSeconds(seconds));
                log.Add($"{name} {time.Elapsed.TotalSeconds}");
            });
        }

        scheduler.Run();

        Assert.Equal(["b 1", "d 1", "c 2", "a 3"], log);
    }

    [Fact]
    public void Sleep_RealTime_BlocksThreadUntilDue()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromMilliseconds(5));
            log.Add("awake");
        });
        scheduler.Run();

        Assert.Equal(["awake"], log);
    }

    [Fact]
    public void Sleep_UntilADeadlineThatHasPassed_TakesATurnOnly()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        scheduler.Spawn(async task =>
        {
            var deadline = task.Deadline(TimeSpan.FromSeconds(2));
            await task.Sleep(TimeSpan.FromSeconds(1));
            await task.Sleep(deadline);
            await task.Sleep(deadline);
            log.Add($"{time.Elapsed.TotalSeconds}");
        });
        scheduler.Run();

        Assert.Equal(["2"], log);
    }

    [Fact]
    public void Step_EachCall_GivesOneTurn()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            log.Add("1");
            await task.Yield();
            log.Add("2");
        });

        Assert.True(scheduler.Step());
        Assert.Equal(["1"], log);
        Assert.True(scheduler.Step());
        Assert.Equal(["1", "2"], log);
        Assert.False(scheduler.Step());
    }

    [Fact]
    public void RunUntilIdle_TimerNotDue_ReturnsAndFiresLater()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(1));
            log.Add("awake");
        });

        Assert.Equal(1, scheduler.RunUntilIdle());
        Assert.Equal(1, scheduler.TimerCount);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, scheduler.RunUntilIdle());
        Assert.Equal(["awake"], log);
    }

    [Fact]
    public void Join_TaskWithResult_ReturnsItOrThrows()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            var good = await task.Spawn(Good);
            var bad = await task.Spawn(Bad);
            log.Add($"{(await task.Wait(good)).Result}");
            log.Add($"{await task.Wait(bad)}");
            log.Add($"{await task.Wait(good)}");
        });
        scheduler.Run();

        Assert.Equal(["42", "Faulted: bad", "Completed: 42"], log);

        static async Coroutine<int> Good(TaskContext task)
        {
            await task.Yield();
            return 42;
        }

        static async Coroutine<int> Bad(TaskContext task)
        {
            await task.Yield();
            throw new InvalidDataException("bad");
        }
    }

    [Fact]
    public void Join_SeveralForOneTask_WakesThemInOrder()
    {
        var scheduler = new Scheduler();
        var child = scheduler.Spawn(task => task.Yield().AsCoroutine());
        foreach (var name in (string[])["a", "b", "c"])
        {
            scheduler.Spawn(async task =>
            {
                await task.Wait(child);
                log.Add(name);
            });
        }

        scheduler.Run();

        Assert.Equal(["a", "b", "c"], log);
    }

    [Fact]
    public void Await_DotNetTask_ResumesThroughInterrupt()
    {
        var source = new TaskCompletionSource<int>();
        var scheduler = new Scheduler();
        scheduler.Spawn(async task => log.Add($"{await task.Await(source.Task)}"));
        scheduler.Spawn(async task =>
        {
            await task.Yield();
            _ = Task.Run(() => source.SetResult(5));
        });
        scheduler.Run();

        Assert.Equal(["5"], log);
    }

    [Fact]
    public void Await_FaultedDotNetTask_ThrowsAtTheWait()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            try
            {
                await task.Await(Task.FromException(new InvalidDataException("outside")));
            }
            catch (InvalidDataException error)
            {
                log.Add(error.Message);
            }
        });
        scheduler.Run();

        Assert.Equal(["outside"], log);
    }

    [Fact]
    public void Run_FromATask_IsRefused()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            Assert.Throws<InvalidOperationException>(scheduler.Run);
            await task.Yield();
            log.Add("continued");
        });
        scheduler.Run();

        Assert.Equal(["continued"], log);
    }

    [Fact]
    public void Call_CustomTrap_CompletesFromAnyThread()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task => log.Add(await task.Call(new Echo("hello"))));
        scheduler.Spawn(async task =>
        {
            var used = new Echo("once");
            await task.Call(used);
            Assert.Throws<InvalidOperationException>(() => task.Call(used));
        });
        scheduler.Run();

        Assert.Equal(["HELLO"], log);
    }

    [Fact]
    public void Context_OfAnotherTask_IsRefused()
    {
        var scheduler = new Scheduler();
        TaskContext stolen = default;
        scheduler.Spawn(async task =>
        {
            stolen = task;
            await task.Yield();
        });
        scheduler.Spawn(async task =>
        {
            var error = Assert.Throws<InvalidOperationException>(() => stolen.Yield());
            Assert.Contains("SchedulerTests.cs:", error.Message, StringComparison.Ordinal);
            await task.Yield();
        });
        scheduler.Run();
    }

    [Fact]
    public void Spawn_MillionTasks_AllEnd()
    {
        var ended = 0;
        var scheduler = new Scheduler();
        for (var i = 0; i < 1_000_000; i++)
            scheduler.Spawn(EndAfterATurn);
        scheduler.Run();

        Assert.Equal(1_000_000, ended);
        Assert.Equal(0, scheduler.TaskCount);

        async Coroutine EndAfterATurn(TaskContext task)
        {
            await task.Yield();
            ended++;
        }
    }

    [Fact]
    public void Sleep_AnyNumberOfTicks_TakesExactlyThatLong()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        scheduler.Spawn(async task =>
        {
            for (var ticks = 1; ticks <= 200; ticks++)
            {
                var start = time.Elapsed;
                await task.Sleep(TimeSpan.FromTicks(ticks));
                Assert.Equal(ticks, (time.Elapsed - start).Ticks);
            }
        });
        scheduler.Run();
    }

    [Fact]
    public void Call_TrapCompletedEarly_StillEnds()
    {
        var trap = new Early();
        Assert.Throws<InvalidOperationException>(() => trap.End(1));
        var scheduler = new Scheduler();
        scheduler.Spawn(async task => log.Add($"{await task.Call(trap)}"));
        scheduler.Run();

        Assert.Equal(["2"], log);
    }

    /// <summary>Ends on a thread of the pool.</summary>
    private sealed class Echo(string text) : Trap<string>
    {
        protected override bool IsExternal => true;

        protected override void Begin() => ThreadPool.QueueUserWorkItem(_ => Complete(text.ToUpperInvariant()));
    }

    private sealed class Early : Trap<int>
    {
        internal void End(int value) => Complete(value);

        protected override void Begin() => End(2);
    }
}
