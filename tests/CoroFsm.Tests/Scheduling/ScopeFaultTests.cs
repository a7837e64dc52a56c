using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>A scope throws every failure in it, however it ends.</summary>
[DefaultContext]
public sealed class ScopeFaultTests
{
    [Fact]
    public void Kill_ChildOfScopeFailsInCleanUp_FaultsOwner()
    {
        using var scheduler = new Scheduler();
        var owner = scheduler.Spawn(static task => task.RunScope(static async scope =>
        {
            await scope.Spawn(static child => FailInCleanUp(child, "child"));
            await scope.Receive<int>();
        }));
        scheduler.RunUntilIdle();
        scheduler.Kill(owner);
        Assert.Equal("child", owner.GetOutcome()!.Value.Fault!.Message);
    }

    [Fact]
    public void RunScope_SeveralFaults_ThrowsAll()
    {
        Assert.Equal(["first", "third", "second"], FaultsOf(static task => task.RunScope(static async scope =>
        {
            await scope.Spawn(static child => Fail(child, "first", 1));
            await scope.Spawn(static child => FailInCleanUp(child, "second"));
            await scope.Spawn(static child => FailInCleanUp(child, "third"));
        })));
    }

    [Fact]
    public void RunScope_BodyAndTaskCleanUpFail_ThrowsBoth()
    {
        Assert.Equal(["body", "child"], FaultsOf(static task => task.RunScope(static async scope =>
        {
            await scope.Spawn(static child => FailInCleanUp(child, "child"));
            await scope.Yield();
            throw new FormatException("body");
        })));
    }

    [Fact]
    public void RunScope_BodyRethrowsFaultOfTask_ThrowsItOnce()
    {
        Assert.Equal(["child"], FaultsOf(static task => task.RunScope(static async scope =>
        {
            var child = await scope.Spawn(static child => Fail(child, "child", 1));
            try
            {
                await scope.Receive<int>();
            }
            finally
            {
                child.GetOutcome()!.Value.ThrowIfNotCompleted();
            }
        })));
    }

    [Fact]
    public void Within_TimesOutWhileInnerScopeFails_ThrowsFault()
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        var other = scheduler.Spawn(async task =>
        {
            await task.Receive<int>();
            time.Advance(TimeSpan.FromSeconds(1));      // before the turn in which the owner exits the inner scope
        });
        var owner = scheduler.Spawn(
            async task => await task.Within(TimeSpan.FromSeconds(1), part => part.RunScope(async scope =>
            {
                await scope.Spawn(child =>
                {
                    child.TrySend(other, 1);
                    throw new FormatException("child");
                });
                await scope.Receive<int>();
            })),
            priority: TaskPriority.Low);
        Record.Exception(scheduler.Run);
        Assert.Equal(["child"], Messages(owner.GetOutcome()!.Value.Fault));
    }

    [Fact]
    public void Within_TimesOutAndCleanUpFails_ThrowsAll()
    {
        Assert.Equal(["child", "inner child"], FaultsOf(static async task =>
        {
            await task.Within(TimeSpan.FromSeconds(1), static async part =>
            {
                await part.Spawn(static child => FailInCleanUp(child, "child"));
                await part.RunScope(static async scope =>
                {
                    await scope.Spawn(static child => FailInCleanUp(child, "inner child"));
                    await scope.Receive<int>();
                });
            });
        }));
    }

    [Fact]
    public void Kill_TrapAndCleanUpFail_OutcomeHasBoth()
    {
        using var scheduler = new Scheduler();
        var id = scheduler.Spawn(static async task =>
        {
            try
            {
                await task.Call(new Uncancellable());
            }
            catch (CoroutineClosedException close)
            {
                throw new InvalidDataException("clean-up", close);
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(id);
        Assert.Equal(["clean-up", "trap"], Messages(id.GetOutcome()!.Value.Fault).Order());
    }

    [Fact]
    public void Select_SeveralTrapsFailToCancel_ThrowsAll()
    {
        Trap[] traps = [new Uncancellable(), Trap.Sleep(TimeSpan.FromSeconds(1)), new Uncancellable()];
        Assert.Equal(["trap", "trap"], FaultsOf(async task => await task.Select(traps)));
    }

    /// <summary>Runs a task and lists its failures.</summary>
    private static IEnumerable<string> FaultsOf(Func<TaskContext, Coroutine> body)
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var id = scheduler.Spawn(body);
        Record.Exception(scheduler.Run);
        return Messages(id.GetOutcome()!.Value.Fault);
    }

    private static IEnumerable<string> Messages(Exception? error)
    {
        if (error is AggregateException all)
            return all.Flatten().InnerExceptions.Select(static e => e.Message);
        return error is null ? [] : [error.Message];
    }

    private static async Coroutine Fail(TaskContext task, string message, int seconds)
    {
        await task.Sleep(TimeSpan.FromSeconds(seconds));
        throw new FormatException(message);
    }

    private static async Coroutine FailInCleanUp(TaskContext task, string message)
    {
        try
        {
            await task.Receive<int>();
        }
        catch (OperationCanceledException exit)
        {
            throw new FormatException(message, exit);
        }
    }

    private sealed class Uncancellable : Trap<int>
    {
        protected override bool IsExternal => true;

        protected override void Begin()
        {
        }

        protected override void Cancel() => throw new InvalidDataException("trap");
    }
}
