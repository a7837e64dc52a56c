using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Exceptions of tasks, posted actions, timers and observers: the scheduler loses no other work.</summary>
[DefaultContext]
public sealed class SchedulerFaultTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Fault_Unobserved_IsThrownWhenAllTasksHaveEnded()
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
    public void Fault_BeforeFirstWait_FaultsOnlyTheTask()
    {
        var scheduler = new Scheduler();
        var bad = scheduler.Spawn(static task => throw new InvalidDataException("early"));
        scheduler.Spawn(async task => log.Add($"{await task.Wait(bad)}"));
        scheduler.Run();

        Assert.Equal(["Faulted: early"], log);
    }

    [Fact]
    public void Post_ActionThrows_ThrowsFromRunAndRunsOthers()
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
    public void Post_ActionThrows_RunsOthers()
    {
        var scheduler = new Scheduler();
        scheduler.Post(static () => throw new InvalidDataException("interrupt"));
        scheduler.Post(() => log.Add("handled"));
        Assert.Throws<InvalidDataException>(scheduler.Run);
        scheduler.Run();

        Assert.Equal(["handled"], log);
    }

    [Fact]
    public void Clock_TimerThrows_FiresOthers()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        using var timer = scheduler.Clock.CreateTimer(
            static _ => throw new InvalidDataException("timer"), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
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
    public void Observer_Throws_CompletesTheOperation()
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
    public void Dispose_ObserverThrows_EndsAllTasks()
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
    public void Spawn_TaskEndsWhileCalledCoroutineWaits_FailsAndLeavesNoTimer()
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
    public void Spawn_TaskEndsWhileCalledCoroutineJoins_KeepsItsFault()
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

    private sealed class FailingObserver : ISchedulerObserver
    {
        public void OnEnded(TaskId task, TaskOutcome outcome) => throw new InvalidDataException("observer");
    }
}
