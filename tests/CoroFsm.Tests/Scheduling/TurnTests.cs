using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Priorities, turn budgets and snapshots.</summary>
[DefaultContext]
public sealed class TurnTests : ISchedulerObserver
{
    private readonly List<string> log = [];

    [Fact]
    public void Priority_Higher_GoesFirst()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(task => Say(task, "low"), priority: TaskPriority.Low);
        scheduler.Spawn(task => Say(task, "normal"));
        scheduler.Spawn(task => Say(task, "high"), priority: TaskPriority.High);
        scheduler.Run();

        Assert.Equal(["high", "high", "normal", "normal", "low", "low"], log);
    }

    [Fact]
    public void Priority_HigherTaskWokenByNormalOne_GoesBeforeTheNextNormalOne()
    {
        var scheduler = new Scheduler();
        var urgent = scheduler.Spawn(
            async task => log.Add($"high {await task.Receive<int>()}"),
            priority: TaskPriority.High);
        scheduler.RunUntilIdle();
        scheduler.Spawn(async task =>
        {
            log.Add("first");
            await task.Send(urgent, 1);
        });
        scheduler.Spawn(task => Say(task, "second"));
        scheduler.Run();

        Assert.Equal(["first", "high 1", "second", "second"], log);
    }

    [Fact]
    public void Priority_HigherTaskNeverWaits_LowerTaskGetsTurn()
    {
        var scheduler = new Scheduler();
        var turns = 0;
        var isOver = false;
        scheduler.Spawn(
            async task =>
            {
                for (; !isOver; turns++)
                    await task.Yield();
            },
            priority: TaskPriority.High);
        scheduler.Spawn(
            task =>
            {
                isOver = true;
                return Coroutine.Completed;
            },
            priority: TaskPriority.Low);
        scheduler.Run();

        Assert.Equal(63, turns);
    }

    [Fact]
    public void TurnBudget_Exceeded_NotifiesObserver()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time, Observer = this, TurnBudget = TimeSpan.FromMilliseconds(10) });
        scheduler.Spawn(async task =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(11));
            await task.Yield();
        });
        scheduler.RunUntilIdle();

        Assert.Equal(["1 took 11 ms"], log);
    }

    [Fact]
    public void Snapshot_RunningTasks_HasOneRowEach()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time, MeasuresTime = true });
        var receiver = scheduler.Spawn(async task =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await task.Yield();
            await task.Receive<string>();
        });
        scheduler.Spawn(async task =>
        {
            await task.Send(receiver, 1);
            await task.Send(receiver, 2);
            await task.Wait(receiver);
        });
        scheduler.Spawn(Sleeper, priority: TaskPriority.Low);
        scheduler.Spawn(task => task.RunScope(scope => scope.Spawn(Sleeper).AsCoroutine()), "scoped");
        scheduler.RunUntilIdle();
        var rows = scheduler.Snapshot();

        Assert.Equal([1, 2, 3, 4, 5], rows.Select(r => r.Id.Number));
        Assert.Equal((2, 2, TimeSpan.FromSeconds(2)), (rows[0].Messages, rows[0].Turns, rows[0].RunTime));
        Assert.Equal("a message (String)", rows[0].WaitsFor);
        Assert.StartsWith("the end of task 1", rows[1].WaitsFor, StringComparison.Ordinal);
        Assert.Equal(
            ("TurnTests.Sleeper", "Sleeper", "a time", TaskPriority.Low),
            (rows[2].Name, rows[2].State, rows[2].WaitsFor, rows[2].Priority));
        Assert.StartsWith("TurnTests.cs:", rows[2].Position, StringComparison.Ordinal);
        Assert.Equal(("scoped", "the end of the tasks of its scope"), (rows[3].Name, rows[3].WaitsFor));
        Assert.Equal("TurnTests.Sleeper", rows[4].Name);
        Assert.All(rows, r => Assert.False(r.IsReady));
    }

    [Fact]
    public void Clock_TimerOfMachine_FiresOnSchedulersThread()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        scheduler.Spawn(async task =>
        {
            using var machine = Machine.Start<string>(
                async inbox =>
                {
                    while (!(await inbox.Receive(TimeSpan.FromSeconds(3))).TimedOut)
                        log.Add("event");
                    log.Add("timed out");
                },
                new() { TimeProvider = scheduler.Clock });
            await task.Sleep(TimeSpan.FromSeconds(2));
            machine.Send("in time");
            await task.Sleep(TimeSpan.FromSeconds(2));
            log.Add("not yet");
            await task.Sleep(TimeSpan.FromSeconds(2));
            Assert.Equal(MachineStatus.Completed, machine.Status);
        });
        scheduler.Run();

        Assert.Equal(["event", "not yet", "timed out"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void Priority_TwoHigherTasksNeverWait_LowestTaskGetsTurn()
    {
        var scheduler = new Scheduler();
        var lowTurns = 0;
        scheduler.Spawn(Spin, priority: TaskPriority.High);
        scheduler.Spawn(Spin);
        scheduler.Spawn(
            async task =>
            {
                for (; ; lowTurns++)
                    await task.Yield();
            },
            priority: TaskPriority.Low);
        for (var i = 0; i < 64 * 20; i++)
            scheduler.Step();

        Assert.InRange(lowTurns, 8, 10);
        scheduler.Dispose();

        static async Coroutine Spin(TaskContext task)
        {
            while (true)
                await task.Yield();
        }
    }

    [Theory]
    [InlineData(TaskPriority.Normal)]
    [InlineData(TaskPriority.High)]
    public void RunUntilIdle_TaskKilledInTheQueue_CountsNoTurn(TaskPriority priority)
    {
        using var scheduler = new Scheduler();
        scheduler.Spawn(static task => task.Yield().AsCoroutine(), priority: priority);
        var victim = scheduler.Spawn(static task => task.Yield().AsCoroutine(), priority: priority);
        scheduler.Kill(victim);
        Assert.Equal(2, scheduler.RunUntilIdle());
        Assert.Equal(0, scheduler.TaskCount);
    }

    [Theory]
    [InlineData(TaskPriority.Normal)]
    [InlineData(TaskPriority.High)]
    public void Step_TaskKilledInTheQueue_GivesTheNextItsTurn(TaskPriority priority)
    {
        using var scheduler = new Scheduler();
        var victim = scheduler.Spawn(static task => task.Yield().AsCoroutine(), priority: priority);
        scheduler.Spawn(task => Say(task, "next"), priority: priority);
        scheduler.Kill(victim);
        Assert.True(scheduler.Step());
        Assert.Equal(["next"], log);
        scheduler.RunUntilIdle();
        Assert.False(scheduler.Step());
    }

    [Fact]
    public void TurnOrder_TaskKilledInQueue_IsNotOffered()
    {
        var order = new LivingOnly();
        var scheduler = new Scheduler(new() { TurnOrder = order });
        for (var i = 0; i < 3; i++)
            scheduler.Spawn(Spin);
        for (var i = 0; i < 3; i++)
            scheduler.Step();
        var victim = scheduler.Spawn(Spin);
        scheduler.Spawn(Spin);
        scheduler.Kill(victim);
        for (var i = 0; i < 10; i++)
            scheduler.Step();

        Assert.Equal(13, order.Choices);
        scheduler.Dispose();

        static async Coroutine Spin(TaskContext task)
        {
            while (true)
                await task.Yield();
        }
    }

    void ISchedulerObserver.OnOverran(TaskId task, TimeSpan elapsed, string position) =>
        log.Add($"{task} took {elapsed.TotalMilliseconds} ms");

    private static async Coroutine Sleeper(TaskContext task) => await task.Sleep(TimeSpan.FromDays(1));

    private async Coroutine Say(TaskContext task, string what)
    {
        log.Add(what);
        await task.Yield();
        log.Add(what);
    }

    private sealed class LivingOnly : ITurnOrder
    {
        internal int Choices { get; private set; }

        public int Choose(IReadOnlyList<TaskId> ready)
        {
            Choices++;
            Assert.All(ready, static id => Assert.Null(id.GetOutcome()));
            return 0;
        }
    }
}
