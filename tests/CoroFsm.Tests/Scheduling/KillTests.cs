namespace CoroFsm.Tests.Scheduling;

/// <summary>A killed task cleans up at any wait and affects no other task.</summary>
[DefaultContext]
public sealed class KillTests
{
    private readonly List<string> log = [];
    private readonly Scheduler scheduler = new();

    [Fact]
    public void Kill_InsideSubCoroutines_UnwindsAllOfThemInnermostFirst()
    {
        var victim = scheduler.Spawn(Outer);
        scheduler.Spawn(async task => log.Add($"killed {await task.Kill(victim)}"));
        scheduler.Run();

        Assert.Equal(["inner cleans up", "outer cleans up", "killed True"], log);
        Assert.Equal(TaskEnd.Killed, victim.GetOutcome()!.Value.End);

        async Coroutine Outer(TaskContext task)
        {
            try
            {
                await Inner(task);
                log.Add("never");
            }
            finally
            {
                log.Add("outer cleans up");
            }
        }

        async Coroutine Inner(TaskContext task)
        {
            try
            {
                await task.Sleep(TimeSpan.FromDays(1));
            }
            finally
            {
                log.Add("inner cleans up");
            }
        }
    }

    [Fact]
    public void Kill_WhileReceiving_StackTraceHasNoInternalFrames()
    {
        var trace = "";
        var victim = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Receive<int>();
            }
            catch (CoroutineClosedException closed)
            {
                trace = closed.StackTrace!;
                throw;
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(victim);
        Assert.Contains(nameof(KillTests), trace);
        Assert.DoesNotContain("at CoroFsm.ScheduledTask", trace);
        Assert.DoesNotContain("at CoroFsm.MessageWait", trace);
    }

    [Theory]
    [InlineData("yield")]
    [InlineData("sleep")]
    [InlineData("receive")]
    [InlineData("timed receive")]
    [InlineData("filtered receive")]
    [InlineData("select")]
    [InlineData("wait")]
    [InlineData("send")]
    [InlineData("await")]
    [InlineData("scope")]
    public void Kill_AtAnyWait_LeavesNothing(string where)
    {
        using var small = new Scheduler(new() { MailboxCapacity = 1 });
        var cleanedUp = false;
        small.Spawn(async task =>
        {
            var other = await task.Spawn(other => other.Receive<int>(static _ => false).AsCoroutine());
            var victim = await task.Spawn(Victim);
            await task.Yield();
            await task.Yield();
            Assert.True(await task.Kill(victim));
            Assert.True(cleanedUp);
            Assert.False(await task.Kill(victim));
            Assert.True(await task.Kill(other));

            async Coroutine Victim(TaskContext self)
            {
                try
                {
                    await WaitAt(self, where, other);
                }
                finally
                {
                    cleanedUp = true;
                }
            }
        });
        small.Run();

        Assert.Equal(0, small.TaskCount);
        Assert.Equal(0, small.TimerCount);
    }

    [Fact]
    public void Kill_BeforeFirstTurn_NeverRunsTask()
    {
        scheduler.Spawn(async task =>
        {
            var child = task.Spawn(child =>
            {
                log.Add("ran");
                return Coroutine.Completed;
            }).GetAwaiter();
            await task.Yield();
            _ = child;
        });
        var victim = scheduler.Spawn(task =>
        {
            log.Add("never");
            return Coroutine.Completed;
        });
        scheduler.Kill(victim);
        scheduler.Run();

        Assert.Equal(["ran"], log);
        Assert.Equal(TaskEnd.Killed, victim.GetOutcome()!.Value.End);
    }

    [Fact]
    public void Kill_Itself_EndsTheTask()
    {
        var id = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Kill(task.Self);
                log.Add("never");
            }
            finally
            {
                log.Add("cleans up");
            }
        });
        scheduler.Run();

        Assert.Equal(["cleans up"], log);
        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);
    }

    [Fact]
    public void Kill_IgnoredForever_AbandonsTaskAndContinues()
    {
        var stubborn = scheduler.Spawn(async task =>
        {
            while (true)
            {
                try
                {
                    await task.Yield();
                }
                catch (CoroutineClosedException)
                {
                    log.Add("no");
                }
            }
        });
        scheduler.Spawn(async task =>
        {
            await task.Kill(stubborn);
            log.Add("done");
        });
        scheduler.Spawn(task => task.Yield().AsCoroutine());
        Assert.Equal("done", Record.Exception(() => scheduler.Run()) is AggregateException ? log[^1] : "no exception");

        Assert.Equal(18, log.Count);
        Assert.Contains("KillTests.cs", stubborn.GetOutcome()!.Value.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kill_CleanUpThrows_IsTheOutcome()
    {
        var victim = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Sleep(TimeSpan.FromDays(1));
            }
            catch (CoroutineClosedException close)
            {
                throw new InvalidDataException("clean-up", close);
            }
        });
        scheduler.Spawn(async task =>
        {
            await task.Kill(victim);
            log.Add((await task.Wait(victim)).ToString());
        });
        scheduler.Run();

        Assert.Equal(["Faulted: clean-up"], log);
    }

    [Fact]
    public void Kill_WaitInCleanUp_IsRefusedAtOnce()
    {
        var victim = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Sleep(TimeSpan.FromDays(1));
            }
            finally
            {
                try
                {
                    await task.Sleep(TimeSpan.FromDays(1));
                }
                catch (CoroutineClosedException)
                {
                    log.Add("refused");
                }
            }
        });
        scheduler.Spawn(async task => await task.Kill(victim));
        scheduler.Run();

        Assert.Equal(["refused"], log);
        Assert.Equal(TaskEnd.Killed, victim.GetOutcome()!.Value.End);
    }

    private static async Coroutine WaitAt(TaskContext task, string where, TaskId other)
    {
        switch (where)
        {
            case "yield":
                while (true)
                    await task.Yield();
            case "sleep":
                await task.Sleep(TimeSpan.FromDays(1));
                break;
            case "receive":
                await task.Receive<string>();
                break;
            case "timed receive":
                await task.Receive<string>(TimeSpan.FromDays(1));
                break;
            case "filtered receive":
                await task.Receive<string>(static s => s.Length > 0, TimeSpan.FromDays(1));
                break;
            case "select":
                await task.Select(
                    [
                        Trap.Receive<string>(), Trap.Sleep(TimeSpan.FromDays(1)), Trap.Wait(other),
                        Trap.Await(new TaskCompletionSource().Task),
                    ]);
                break;
            case "wait":
                await task.Wait(other);
                break;
            case "send":
                Assert.True(await task.Send(other, 1));
                await task.Send(other, 2);
                break;
            case "await":
                await task.Await(new TaskCompletionSource().Task);
                break;
            default:
                await task.RunScope(async scope =>
                {
                    await scope.Spawn(child => child.Sleep(TimeSpan.FromDays(1)).AsCoroutine());
                    await scope.Spawn(child => child.Receive<int>().AsCoroutine());
                });
                break;
        }

        throw new InvalidOperationException($"It did not wait: {where}.");
    }
}
