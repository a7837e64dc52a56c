using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Tasks started in a scope end in it, on every exit path.</summary>
[DefaultContext]
public sealed class ScopeTests
{
    private readonly List<string> log = [];
    private readonly SimulatedTime time = new();
    private readonly Scheduler scheduler;

    public ScopeTests() => scheduler = new(new() { TimeProvider = time });

    [Fact]
    public void RunScope_AtItsEnd_JoinsAllTasksStartedInIt()
    {
        scheduler.Spawn(async task =>
        {
            await task.RunScope(async scope =>
            {
                await scope.Spawn(async child =>
                {
                    await child.Spawn(grandchild => Work(grandchild, "grandchild", 3));
                    await Work(child, "child", 1);
                });
                log.Add("body");
            });
            log.Add("left");
        });
        scheduler.Run();

        Assert.Equal(["body", "child after 1", "grandchild after 3", "left"], log);
    }

    [Fact]
    public void RunScope_TaskFails_ClosesSiblingsAndBodyAndThrows()
    {
        scheduler.Spawn(async task =>
        {
            try
            {
                await task.RunScope(async scope =>
                {
                    await scope.Spawn(child => Work(child, "sibling", 10));
                    await scope.Spawn(async child =>
                    {
                        await child.Sleep(TimeSpan.FromSeconds(1));
                        throw new InvalidDataException("failed");
                    });
                    await Work(scope, "body", 10);
                });
            }
            catch (InvalidDataException error)
            {
                log.Add($"{error.Message} after {time.Elapsed.TotalSeconds}");
            }

            await Work(task, "continues", 1);
        });
        scheduler.Run();

        Assert.Equal(["sibling closed", "body closed", "failed after 1", "continues after 2"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void RunScope_BodyThrows_KillsTheTasks()
    {
        scheduler.Spawn(async task =>
        {
            try
            {
                await task.RunScope(async scope =>
                {
                    await scope.Spawn(child => Work(child, "child", 10));
                    await scope.Yield();
                    throw new InvalidDataException("body");
                });
            }
            catch (InvalidDataException error)
            {
                log.Add(error.Message);
            }
        });
        scheduler.Run();

        Assert.Equal(["child closed", "body"], log);
    }

    [Fact]
    public void RunScope_OwnerKilled_KillsTheTasksFirst()
    {
        var owner = scheduler.Spawn(async task =>
        {
            try
            {
                await task.RunScope(async scope =>
                {
                    await scope.Spawn(child => child.RunScope(async inner =>
                    {
                        await inner.Spawn(grandchild => Work(grandchild, "grandchild", 10));
                        await Work(inner, "child", 10);
                    }));
                });
            }
            finally
            {
                log.Add("owner closed");
            }
        });
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(1));
            await task.Kill(owner);
            log.Add("killed");
        });
        scheduler.Run();

        Assert.Equal(["grandchild closed", "child closed", "owner closed", "killed"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void RunScope_OuterFaultsWithinInner_ExitsBoth()
    {
        scheduler.Spawn(async task =>
        {
            try
            {
                await task.RunScope(async outer =>
                {
                    await outer.Spawn(async child =>
                    {
                        await child.Sleep(TimeSpan.FromSeconds(1));
                        throw new InvalidDataException("outer");
                    });
                    await outer.RunScope(async inner =>
                    {
                        await inner.Spawn(child => Work(child, "inner child", 10));
                        await Work(inner, "inner body", 10);
                    });
                    log.Add("never");
                });
            }
            catch (InvalidDataException error)
            {
                log.Add(error.Message);
            }
        });
        scheduler.Run();

        Assert.Equal(["inner body closed", "inner child closed", "outer"], log);
    }

    [Fact]
    public void RunScope_TaskKillsOwner_EndsAll()
    {
        var owner = scheduler.Spawn(task => task.RunScope(async scope => await scope.Spawn(async child =>
        {
            try
            {
                await child.Kill(scope.Self);
                log.Add("never");
            }
            finally
            {
                log.Add("child closed");
            }
        })));
        scheduler.Run();

        Assert.Equal(["child closed"], log);
        Assert.Equal(TaskEnd.Killed, owner.GetOutcome()!.Value.End);
    }

    [Fact]
    public void Within_InTime_ReturnsTrueAndLeavesNoTimer()
    {
        scheduler.Spawn(async task =>
        {
            log.Add($"{await task.Within(TimeSpan.FromSeconds(5), scope => Work(scope, "body", 1))}");
            log.Add($"{scheduler.TimerCount} timers");
        });
        scheduler.Run();

        Assert.Equal(["body after 1", "True", "0 timers"], log);
    }

    [Fact]
    public void Within_TimesOut_ClosesBodyAndTasks()
    {
        scheduler.Spawn(async task =>
        {
            var inTime = await task.Within(TimeSpan.FromSeconds(5), async scope =>
            {
                await scope.Spawn(child => Work(child, "child", 10));
                await Work(scope, "body", 10);
            });
            log.Add($"{inTime} after {time.Elapsed.TotalSeconds}");
        });
        scheduler.Run();

        Assert.Equal(["child closed", "body closed", "False after 5"], log);
    }

    [Theory]
    [InlineData(1, "in time: 7")]
    [InlineData(9, "timed out")]
    public void Within_BodyWithResult_ReturnsResultOrTimeout(int seconds, string expected)
    {
        scheduler.Spawn(async task =>
        {
            var end = await task.Within(TimeSpan.FromSeconds(5), async part =>
            {
                await part.Sleep(TimeSpan.FromSeconds(seconds));
                return 7;
            });
            log.Add(end.TimedOut ? "timed out" : $"in time: {end.Event}");
            log.Add($"{scheduler.TimerCount} timers");
        });
        scheduler.Run();

        Assert.Equal([expected, "0 timers"], log);
    }

    [Fact]
    public void Within_BodyWithResultFails_ThrowsItsFault()
    {
        var id = scheduler.Spawn(async task => await task.Within<int>(TimeSpan.FromSeconds(5), static async part =>
        {
            await part.Yield();
            throw new InvalidDataException("bad");
        }));
        Assert.Throws<AggregateException>(scheduler.Run);

        Assert.IsType<InvalidDataException>(id.GetOutcome()!.Value.Fault);
    }

    [Fact]
    public void Supervise_TaskFails_RestartsOnlyThatTask()
    {
        var runs = 0;
        scheduler.Spawn(async task =>
        {
            await task.Supervise([Flaky, child => Work(child, "steady", 9)]);
            log.Add("done");
        });
        scheduler.Run();

        Assert.Equal(["run 1", "run 2", "run 3", "steady after 9", "done"], log);

        async Coroutine Flaky(TaskContext task)
        {
            log.Add($"run {++runs}");
            await task.Sleep(TimeSpan.FromSeconds(1));
            if (runs < 3)
                throw new InvalidDataException("flaky");
        }
    }

    [Fact]
    public void Supervise_TooOften_FailsAndEndsTheOthers()
    {
        var runs = 0;
        scheduler.Spawn(async task =>
        {
            try
            {
                await task.Supervise(
                    [Failing, child => Work(child, "steady", 1000)], new() { MaxRestarts = 2, Period = TimeSpan.FromSeconds(10) });
            }
            catch (RestartLimitException error)
            {
                log.Add($"{runs} runs, {error.InnerException!.Message}");
            }
        });
        scheduler.Run();

        Assert.Equal(["steady closed", "6 runs, fast"], log);

        async Coroutine Failing(TaskContext task)
        {
            // Slow at first: those restarts leave the window.
            await task.Sleep(TimeSpan.FromSeconds(++runs <= 5 ? 6 : 1));
            throw new InvalidDataException(runs <= 5 ? "slow" : "fast");
        }
    }

    [Fact]
    public void Supervise_KilledTaskFailsInCleanUp_IsNotRestartedAndThrows()
    {
        TaskId child = default;
        scheduler.Spawn(async task =>
        {
            await task.Supervise([Run]);
            log.Add("done");
        });
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(1));
            await task.Kill(child);
        });
        var thrown = Assert.Throws<AggregateException>(scheduler.Run);

        Assert.Equal("clean-up", Assert.Single(thrown.InnerExceptions).Message);
        Assert.Equal(["run", "done"], log);

        async Coroutine Run(TaskContext task)
        {
            log.Add("run");
            child = task.Self;
            try
            {
                await task.Sleep(TimeSpan.FromSeconds(9));
            }
            catch (CoroutineClosedException close)
            {
                throw new InvalidDataException("clean-up", close);
            }
        }
    }

    private async Coroutine Work(TaskContext task, string name, int seconds)
    {
        try
        {
            await task.Sleep(TimeSpan.FromSeconds(seconds));
            log.Add($"{name} after {time.Elapsed.TotalSeconds}");
        }
        catch (OperationCanceledException)
        {
            log.Add($"{name} closed");
            throw;
        }
    }
}
