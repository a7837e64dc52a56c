using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>How a scheduler runs: to the end, in steps, on a thread of its own; in time; and what becomes of faults.</summary>
public sealed class SchedulerTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Run_NothingToDo_Returns() => new Scheduler().Run();

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
    public void Sleep_RealTime_EndsAndBlocksMeanwhile()
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
    public void Step_OneByOne_GivesOneTurnEach()
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
    public void RunUntilIdle_TimerNotDue_ComesBackWhenTimeHasPassed()
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
    public void Wait_ForAResult_GivesItAndFaults()
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
    public void Wait_SeveralForOne_WakesThemInOrder()
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
    public void Fault_NobodyWaits_ComesOutWhenAllOthersHaveEnded()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            await task.Yield();
            throw new InvalidDataException("alone");
        });
        scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 10; i++)
                await task.Yield();
            log.Add("not disturbed");
        });
        var thrown = Assert.Throws<AggregateException>(scheduler.Run);

        Assert.Equal("alone", Assert.Single(thrown.InnerExceptions).Message);
        Assert.Equal(["not disturbed"], log);
    }

    [Fact]
    public void Fault_BeforeTheFirstWait_IsTheTasksAlone()
    {
        var scheduler = new Scheduler();
        var bad = scheduler.Spawn(static task => throw new InvalidDataException("early"));
        scheduler.Spawn(async task => log.Add($"{await task.Wait(bad)}"));
        scheduler.Run();

        Assert.Equal(["Faulted: early"], log);
    }

    [Fact]
    public void Await_DotNetTask_IsAnInterrupt()
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
    public void Await_DotNetTaskThatFails_ThrowsAtTheWait()
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
    public async Task Start_OwnThread_RunsWhatOthersStartAndSend()
    {
        var scheduler = new Scheduler();
        using var thread = scheduler.Start("tasks");
        var sum = scheduler.Spawn(Sum);
        for (var i = 1; i <= 100; i++)
            Assert.True(await scheduler.SendAsync(sum, i));
        var row = Assert.Single(scheduler.Snapshot());
        Assert.Equal("SchedulerTests.Sum", row.Name);
        await scheduler.SendAsync(sum, -1);
        thread.Join();

        Assert.Equal(5050, sum.GetOutcome()!.Value.Result);

        static async Coroutine<int> Sum(TaskContext task)
        {
            var sum = 0;
            while (await task.Receive<int>() is > 0 and var number)
                sum += number;
            return sum;
        }
    }

    [Fact]
    public void Start_Disposed_KillsWhatStillRuns()
    {
        var scheduler = new Scheduler();
        TaskId id;
        using (scheduler.Start())
            id = scheduler.Spawn(task => task.Receive<int>().AsCoroutine());

        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);
        Assert.Throws<ObjectDisposedException>(() => scheduler.Spawn(static _ => Coroutine.Completed));
    }

    [Fact]
    public void Post_ManyThreads_NothingIsLost()
    {
        var scheduler = new Scheduler();
        var count = 0;
        using var thread = scheduler.Start();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 1000; i++)
                scheduler.Post(() => count++);
        });
        thread.Join();

        Assert.Equal(8000, count);
    }

    [Fact]
    public void Post_OneThatThrows_ComesOutOfRunAndLosesNoOther()
    {
        var scheduler = new Scheduler();
        var sleeper = scheduler.Spawn(task => task.Sleep(TimeSpan.FromMilliseconds(1)).AsCoroutine());
        scheduler.Post(() => throw new InvalidDataException("posted"));
        scheduler.Post(() => log.Add("second"));
        Assert.Throws<InvalidDataException>(scheduler.Run);
        scheduler.Run();

        Assert.Equal(["second"], log);
        Assert.Equal(TaskEnd.Completed, sleeper.GetOutcome()!.Value.End);
    }

    [Fact]
    public void Run_FromATask_IsRefused()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            Assert.Throws<InvalidOperationException>(scheduler.Run);
            await task.Yield();
            log.Add("went on");
        });
        scheduler.Run();

        Assert.Equal(["went on"], log);
    }

    [Fact]
    public void Run_Idle_BlocksItsThread()
    {
        var scheduler = new Scheduler();
        using var thread = scheduler.Start("idle");
        scheduler.Spawn(task => task.Receive<int>().AsCoroutine());
        _ = scheduler.Snapshot();

        Assert.True(SpinWait.SpinUntil(() => scheduler.IsBlocked, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Call_ATrapOfOnesOwn_EndsFromAnyThread()
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
    public void Spawn_AMillionTasks_AllEnd()
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
    public void Sleep_AnyNumberOfTicks_TakesExactlyThose()
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
    public void Post_OneThatThrows_LosesNoOther()
    {
        var scheduler = new Scheduler();
        scheduler.Post(static () => throw new InvalidDataException("interrupt"));
        scheduler.Post(() => log.Add("handled"));
        Assert.Throws<InvalidDataException>(scheduler.Run);
        scheduler.Run();

        Assert.Equal(["handled"], log);
    }

    [Fact]
    public void Clock_ATimerThatThrows_LosesNoOther()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        using var timer = scheduler.Clock.CreateTimer(static _ => throw new InvalidDataException("timer"), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(1));
            log.Add("awake");
        });
        Assert.Throws<InvalidDataException>(scheduler.Run);
        scheduler.Run();

        Assert.Equal(["awake"], log);
    }

    [Fact]
    public void Spawn_RefusedToAnotherThread_LeavesNoTask()
    {
        var scheduler = new Scheduler(new() { MaxInterrupts = 1 });
        scheduler.Post(static () => { });
        Exception? error = null;
        OnAnotherThread(() => error = Record.Exception(() => scheduler.Spawn(static _ => Coroutine.Completed)));

        Assert.IsType<BacklogFullException>(error);
        Assert.Equal(0, scheduler.TaskCount);
        scheduler.Run();
    }

    [Fact]
    public void Snapshot_FromAnotherThreadAsTheRunEnds_IsAnswered()
    {
        using var scheduler = new Scheduler();
        IReadOnlyList<TaskInfo>? rows = null;
        var other = new Thread(() => rows = scheduler.Snapshot()) { IsBackground = true };
        scheduler.Spawn(async task =>
        {
            other.Start();
            Assert.True(SpinWait.SpinUntil(() => other.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
            await task.Receive<int>();
        });
        scheduler.Step();

        Assert.True(other.Join(TimeSpan.FromSeconds(30)));
        Assert.Single(rows!);
    }

    [Fact]
    public void Observer_ThatThrows_LeavesNothingHalfDone()
    {
        var scheduler = new Scheduler(new() { Observer = new FailingObserver() });
        scheduler.Spawn(async task =>
        {
            await task.RunScope(scope => scope.Spawn(child => child.Yield().AsCoroutine()).AsCoroutine());
            log.Add("left");
        });
        Assert.Throws<InvalidDataException>(scheduler.Run);
        Assert.Throws<InvalidDataException>(scheduler.Run);
        scheduler.Run();

        Assert.Equal(["left"], log);
    }

    [Fact]
    public void Dispose_ObserverThatThrows_EndsAllTasks()
    {
        var scheduler = new Scheduler(new() { Observer = new FailingObserver() });
        for (var i = 0; i < 3; i++)
            scheduler.Spawn(task => task.Receive<int>().AsCoroutine());
        scheduler.RunUntilIdle();

        Assert.Equal(3, Assert.Throws<AggregateException>(scheduler.Dispose).InnerExceptions.Count);
        Assert.Equal(0, scheduler.TaskCount);
        scheduler.Dispose();
    }

    [Fact]
    public void Spawn_ATaskThatEndsWhileWhatItCalledWaits_FailsAndLeavesNoTimer()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var ended = scheduler.Spawn(static task =>
        {
            _ = task.Sleep(TimeSpan.FromDays(1)).AsCoroutine();
            return Coroutine.Completed;
        });
        var thrown = scheduler.Spawn(static task =>
        {
            _ = task.Sleep(TimeSpan.FromDays(1)).AsCoroutine();
            throw new InvalidDataException("thrown");
        });
        scheduler.RunUntilIdle();

        Assert.Equal(0, scheduler.TimerCount);
        Assert.Equal(TaskEnd.Faulted, ended.GetOutcome()!.Value.End);
        Assert.Equal("thrown", thrown.GetOutcome()!.Value.Fault!.Message);
    }

    [Fact]
    public void Spawn_ATaskThatEndsWhileWhatItCalledWaitsForAnother_KeepsItsFault()
    {
        var scheduler = new Scheduler();
        var other = scheduler.Spawn(task => task.Yield().AsCoroutine());
        var id = scheduler.Spawn(CallWithoutAwait);
        Assert.Throws<AggregateException>(scheduler.Run);

        Assert.Contains("Await every coroutine", id.GetOutcome()!.Value.Fault!.Message, StringComparison.Ordinal);

        async Coroutine<int> CallWithoutAwait(TaskContext task)
        {
            _ = WaitFor(task);
            if (log.Count > 0)
                await task.Yield();
            return 1;
        }

        async Coroutine WaitFor(TaskContext task) => await task.Wait(other);
    }

    [Fact]
    public void Call_ATrapThatWasEndedTooEarly_StillEnds()
    {
        var trap = new Early();
        Assert.Throws<InvalidOperationException>(() => trap.End(1));
        var scheduler = new Scheduler();
        scheduler.Spawn(async task => log.Add($"{await task.Call(trap)}"));
        scheduler.Run();

        Assert.Equal(["2"], log);
    }

    [Fact]
    public void Join_ByATask_IsRefusedAndChangesNothing()
    {
        var scheduler = new Scheduler();
        using var thread = scheduler.Start();
        var joiner = scheduler.Spawn(async task =>
        {
            Assert.Throws<InvalidOperationException>(thread.Join);
            Assert.Throws<InvalidOperationException>(thread.Dispose);
            await task.Yield();
        });
        Assert.Equal(TaskEnd.Completed, EndOf(joiner));
        var later = scheduler.Spawn(static _ => Coroutine.Completed);

        Assert.Equal(TaskEnd.Completed, EndOf(later));
        thread.Join();
    }

    private static TaskEnd? EndOf(TaskId id)
    {
        SpinWait.SpinUntil(() => id.GetOutcome() is not null, TimeSpan.FromSeconds(30));
        return id.GetOutcome()?.End;
    }

    private static void OnAnotherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }

    /// <summary>Ends on a thread of the pool.</summary>
    private sealed class Echo(string text) : Trap<string>
    {
        protected override bool IsExternal => true;

        protected override void Begin() => ThreadPool.QueueUserWorkItem(_ => Complete(text.ToUpperInvariant()));
    }

    private sealed class FailingObserver : ISchedulerObserver
    {
        public void OnEnded(TaskId task, TaskOutcome outcome) => throw new InvalidDataException("observer");
    }

    private sealed class Early : Trap<int>
    {
        internal void End(int value) => Complete(value);

        protected override void Begin() => End(2);
    }
}
