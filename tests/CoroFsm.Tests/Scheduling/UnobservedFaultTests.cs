using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>
/// No fault is lost: a fault that no task and no caller observes is thrown by the call that runs or disposes the scheduler.
/// </summary>
[DefaultContext]
public sealed class UnobservedFaultTests
{
    private static readonly Dictionary<string, Func<TaskContext, Coroutine>> OthersByName = new()
    {
        ["waits for a message"] = static task => task.Receive<int>().AsCoroutine(),
        ["sleeps"] = static task => task.Sleep(TimeSpan.FromDays(1)).AsCoroutine(),
        ["yields for ever"] = static async task =>
        {
            while (true)
                await task.Yield();
        },
        ["waits for a .NET task"] = static task => task.Await(new TaskCompletionSource().Task).AsCoroutine(),
        ["waits in a scope"] = static task =>
            task.RunScope(static scope => scope.Spawn(static child => child.Receive<int>().AsCoroutine()).AsCoroutine()),
    };

    private readonly List<string> log = [];

    public static TheoryData<string> Others => [.. OthersByName.Keys];

    [Theory]
    [MemberData(nameof(Others))]
    public void Run_TaskFailsWhileAnotherRuns_ThrowsAndKillsTheOther(string other)
    {
        var scheduler = new Scheduler();
        using var source = scheduler.ExpectInterrupts();
        var id = scheduler.Spawn(task => Guarded(task, OthersByName[other]));
        scheduler.Spawn(Fail);
        var thrown = Assert.Throws<AggregateException>(scheduler.Run);

        Assert.Equal("fault", Assert.Single(thrown.InnerExceptions).Message);
        Assert.Contains("2", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);
        Assert.Equal(["cleaned up"], log);
        Assert.Equal(0, scheduler.TaskCount);
        scheduler.Spawn(static _ => Coroutine.Completed);
        source.Dispose();
        scheduler.Run();        // it is thrown once
        scheduler.Dispose();
    }

    [Fact]
    public void Run_TaskFailsAndAnotherJoinsLater_IsObserved()
    {
        var scheduler = new Scheduler();
        var bad = scheduler.Spawn(Fail);
        scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 500; i++)
                await task.Yield();
            log.Add($"{await task.Wait(bad)}");
        });
        scheduler.Run();
        Assert.Equal(["Faulted: fault"], log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_ContinuePolicy_OtherTasksContinue(bool isObserved)
    {
        var observer = new Recorder();
        var scheduler = new Scheduler(new()
        {
            TimeProvider = new SimulatedTime(),
            OnUnobservedFault = UnobservedFaultBehavior.Continue,
            Observer = isObserved ? observer : null,
        });
        for (var i = 0; i < 1_028; i++)
            scheduler.Spawn(Fail);
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromDays(1));
            log.Add("undisturbed");
        });
        var thrown = Record.Exception(scheduler.Run) as AggregateException;

        Assert.Equal(["undisturbed"], log);
        Assert.Equal(isObserved ? 1_028 : 0, observer.Unobserved.Count);
        Assert.Equal(isObserved ? null : 1_025, thrown?.InnerExceptions.Count);
        if (!isObserved)
            Assert.StartsWith("4 more", thrown!.InnerExceptions[^1].Message, StringComparison.Ordinal);
        scheduler.Dispose();
    }

    [Fact]
    public void Run_ThrowPolicy_NotifiesObserver()
    {
        var observer = new Recorder();
        var scheduler = new Scheduler(new() { Observer = observer });
        scheduler.Spawn(Fail);
        scheduler.Spawn(static task => task.Receive<int>().AsCoroutine());
        Assert.Throws<AggregateException>(scheduler.Run);
        Assert.Equal(["1: fault"], observer.Unobserved);
    }

    [Fact]
    public void RunUntilIdle_FaultStaysUnobserved_ThrowsFromNextCall()
    {
        foreach (var asks in new[] { false, true })
        {
            foreach (var run in (Action<Scheduler>[])[static s => s.RunUntilIdle(), static s => s.Step()])
            {
                using var scheduler = new Scheduler();
                var id = scheduler.Spawn(static _ => throw new InvalidDataException("fault"));
                run(scheduler);
                if (asks)
                    Assert.Equal(TaskEnd.Faulted, id.GetOutcome()!.Value.End);
                Assert.Equal(asks ? null : typeof(AggregateException), Record.Exception(() => run(scheduler))?.GetType());
                run(scheduler);
            }
        }
    }

    [Fact]
    public void Dispose_UnobservedFaults_ThrowsThem()
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(Fail);
        scheduler.Spawn(async task =>
        {
            try
            {
                await task.Receive<int>();
            }
            catch (CoroutineClosedException close)
            {
                throw new InvalidDataException("clean-up", close);
            }
        });
        scheduler.RunUntilIdle();
        var thrown = Assert.Throws<AggregateException>(scheduler.Dispose);
        Assert.Equal(["clean-up", "fault"], thrown.InnerExceptions.Select(static e => e.Message).Order());
        scheduler.Dispose();
    }

    [Fact]
    public void Dispose_ObserverOfFaultThrows_ThrowsBoth()
    {
        var scheduler = new Scheduler(new() { Observer = new Failing() });
        scheduler.Spawn(static async task =>
        {
            try
            {
                await task.Receive<int>();
            }
            catch (CoroutineClosedException close)
            {
                throw new InvalidDataException("clean-up", close);
            }
        });
        scheduler.RunUntilIdle();
        var thrown = Assert.Throws<AggregateException>(scheduler.Dispose);
        Assert.Equal(["clean-up", "observer"], thrown.InnerExceptions.Select(static e => e.Message).Order());
    }

    [Fact]
    public void Dispose_ObserverOfFaultStartsTask_EndsIt()
    {
        TaskId late = default;
        var observer = new Failing();
        var scheduler = new Scheduler(new() { Observer = observer });
        observer.Act = () => late = scheduler.Spawn(static task => task.Receive<int>().AsCoroutine());
        scheduler.Spawn(Fail);
        scheduler.RunUntilIdle();
        Assert.Throws<AggregateException>(scheduler.Dispose);
        Assert.Equal((TaskEnd.Killed, 0), (late.GetOutcome()?.End, scheduler.TaskCount));
    }

    [Fact]
    public void Dispose_OwnThread_ThrowsUnobservedFaults()
    {
        var scheduler = new Scheduler();
        var thread = scheduler.Start();
        var id = scheduler.Spawn(Fail);
        Wait(() => scheduler.TaskCount == 0);
        var thrown = Assert.Throws<AggregateException>(thread.Dispose);
        Assert.Equal("fault", Assert.Single(thrown.InnerExceptions).Message);
        Assert.Equal(TaskEnd.Faulted, id.GetOutcome()!.Value.End);
        thread.Dispose();
    }

    [Fact]
    public void Dispose_OwnThreadAfterJoinHasThrown_ThrowsNothing()
    {
        var thread = StartFailing(out _);
        Assert.Throws<AggregateException>(thread.Join);
        thread.Dispose();
    }

    [Fact]
    public void Dispose_OwnThreadPostedActionFailed_ThrowsItsError()
    {
        var scheduler = new Scheduler();
        var thread = scheduler.Start();
        scheduler.Post(static () => throw new InvalidDataException("posted"));
        Assert.Equal("posted", Assert.Throws<InvalidDataException>(thread.Dispose).Message);
    }

    [Fact]
    public async Task SendAsync_OwnThreadHasFailed_IsRefused()
    {
        var scheduler = new Scheduler();
        var thread = scheduler.Start();
        var other = scheduler.Spawn(static task => task.Receive<string>().AsCoroutine());
        scheduler.Spawn(Fail);
        Wait(() => other.GetOutcome() is not null);
        Assert.Equal(TaskEnd.Killed, other.GetOutcome()!.Value.End);
        Assert.False(await SendOrRefuse());
        Assert.Throws<AggregateException>(thread.Join);
        Assert.Throws<ObjectDisposedException>(() => scheduler.Spawn(Fail));
        thread.Dispose();

        async Task<bool> SendOrRefuse()
        {
            try
            {
                return await scheduler.SendAsync(other, 1, TestContext.Current.CancellationToken);
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void Kill_JoinerOfFailedTask_DoesNotHideFault()
    {
        var scheduler = new Scheduler();
        var bad = scheduler.Spawn(static async task =>
        {
            await task.Yield();
            throw new InvalidDataException("fault");
        });
        var joiner = scheduler.Spawn(async task => await task.Wait(bad), priority: TaskPriority.Low);
        scheduler.Spawn(async task =>
        {
            while (scheduler.TaskCount == 3)
                await task.Yield();
            await task.Kill(joiner);        // woken, but of low priority
        });
        Assert.Equal("fault", Assert.Single(Assert.Throws<AggregateException>(scheduler.Run).InnerExceptions).Message);
    }

    [Fact]
    public void Select_AbandonedJoinOfTaskThatFailsLater_DoesNotHideFault()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        scheduler.Spawn(async task =>
        {
            var bad = await task.Spawn(static async child =>
            {
                await child.Sleep(TimeSpan.FromSeconds(2));
                throw new InvalidDataException("fault");
            });
            await task.Select([Trap.Sleep(TimeSpan.FromSeconds(1)), Trap.Wait(bad)]);
            await task.Receive<int>();
        });
        Assert.Equal("fault", Assert.Single(Assert.Throws<AggregateException>(scheduler.Run).InnerExceptions).Message);
    }

    private static SchedulerThread StartFailing(out TaskId id)
    {
        var scheduler = new Scheduler();
        var thread = scheduler.Start();
        id = scheduler.Spawn(Fail);
        return thread;
    }

    private static void Wait(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(1)));

    private static async Coroutine Fail(TaskContext task)
    {
        await task.Yield();
        throw new InvalidDataException("fault");
    }

    private async Coroutine Guarded(TaskContext task, Func<TaskContext, Coroutine> body)
    {
        try
        {
            await body(task);
        }
        finally
        {
            log.Add("cleaned up");
        }
    }

    private sealed class Failing : ISchedulerObserver
    {
        internal Action Act { get; set; } = static () => throw new InvalidDataException("observer");

        public void OnUnobservedFault(TaskId task, Exception fault) => Act();
    }

    private sealed class Recorder : ISchedulerObserver
    {
        internal List<string> Unobserved { get; } = [];

        public void OnUnobservedFault(TaskId task, Exception fault) => Unobserved.Add($"{task}: {fault.Message}");
    }
}
