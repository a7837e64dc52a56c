using CoroFsm.Testing;

namespace CoroFsm.Tests.Course;

/// <summary>Defects of the course's operating system that are absent here.</summary>
public sealed class TaskDefects
{
    private readonly List<string> log = [];
    private readonly Scheduler scheduler = new(new() { TimeProvider = new SimulatedTime() });

    /// <summary>
    /// In the course the main loop polls forever once a poller has been started; here it ends with the last task, and blocks while all
    /// wait.
    /// </summary>
    [Fact]
    public void MainLoop_AllTasksHaveEnded_Returns()
    {
        scheduler.Spawn(static task => task.Sleep(TimeSpan.FromSeconds(1)).AsCoroutine());
        scheduler.Run();
        Assert.Equal(0, scheduler.TaskCount);

        var real = new Scheduler();
        using var thread = real.Start();
        real.Spawn(static task => task.Receive<int>().AsCoroutine());
        Assert.True(SpinWait.SpinUntil(() => real.IsBlocked, TimeSpan.FromSeconds(30)));
    }

    /// <summary>
    /// In the course a leftover value of a system call appears at the next bare yield; here each trap has its own result.
    /// </summary>
    [Fact]
    public void Yield_AfterTrapWithResult_HasNoResult()
    {
        scheduler.Spawn(async task =>
        {
            var first = await task.Spawn(static child => child.Receive<int>().AsCoroutine());
            await task.Yield();
            log.Add($"{await task.Kill(first)}");
            await task.Yield();
            log.Add($"{await task.Kill(first)}");
            log.Add((await task.GetId()).ToString());
        });
        scheduler.Run();

        Assert.Equal(["True", "False", "1"], log);
    }

    /// <summary>In the course a kill inside a sub-coroutine closes only that; here the whole stack.</summary>
    [Fact]
    public void Kill_WithinSubCoroutine_ClosesEveryLevel()
    {
        var victim = scheduler.Spawn(task => Level(task, 3));
        scheduler.Spawn(async task => await task.Kill(victim));
        scheduler.Run();

        Assert.Equal(["level 1 closed", "level 2 closed", "level 3 closed"], log);

        async Coroutine Level(TaskContext task, int level)
        {
            try
            {
                if (level == 1)
                    await task.Sleep(TimeSpan.FromDays(1));
                else
                    await Level(task, level - 1);
            }
            finally
            {
                log.Add($"level {level} closed");
            }
        }
    }

    /// <summary>In the course one exception ends the main loop and with it every task.</summary>
    [Fact]
    public void Fault_OfOneTask_LeavesOthersRunning()
    {
        var options = new SchedulerOptions { TimeProvider = new SimulatedTime(), OnUnobservedFault = UnobservedFaultBehavior.Continue };
        using var tolerant = new Scheduler(options);
        var bad = tolerant.Spawn(static task => throw new InvalidDataException("bad"));
        tolerant.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(1));
            log.Add($"still here; {await task.Wait(bad)}");
        });
        tolerant.Run();

        Assert.Equal(["still here; Faulted: bad"], log);
    }

    /// <summary>In the course a task that ignores its kill raises in the main loop.</summary>
    [Fact]
    public void Kill_TaskIgnoresIt_FaultsOnlyThatTask()
    {
        var stubborn = scheduler.Spawn(async task =>
        {
            while (true)
            {
                try
                {
                    await task.Yield();
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        scheduler.Spawn(async task =>
        {
            await task.Kill(stubborn);
            log.Add((await task.Wait(stubborn)).End.ToString());
        });
        scheduler.Run();

        Assert.Equal(["Faulted"], log);
    }

    /// <summary>In the course a sub-coroutine's first bare yield is taken for its result.</summary>
    [Fact]
    public void SubCoroutine_Yields_ReturnsOnlyAtItsEnd()
    {
        scheduler.Spawn(async task => log.Add(await Answer(task)));
        scheduler.Run();

        Assert.Equal(["working", "the answer"], log);

        async Coroutine<string> Answer(TaskContext task)
        {
            await task.Yield();
            log.Add("working");
            await task.Yield();
            return "the answer";
        }
    }

    /// <summary>In the course waiting for oneself or for each other hangs silently.</summary>
    [Fact]
    public void Wait_CannotEnd_ReportsDeadlockWithNames()
    {
        var receiver = scheduler.Spawn(static task => task.Receive<int>().AsCoroutine(), "receiver");
        scheduler.Spawn(async task => await task.Wait(receiver), "waiter");
        var deadlock = Assert.Throws<DeadlockException>(scheduler.Run);

        Assert.Contains("1 receiver", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("2 waiter", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("TaskDefects.cs:", deadlock.Message, StringComparison.Ordinal);
    }
}
