namespace CoroFsm.Tests.Scheduling;

/// <summary>Any thread may start, kill and post while another runs the scheduler; two never run it at once.</summary>
[DefaultContext]
public sealed class OwnershipTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [Fact]
    public void Spawn_WhileAnotherThreadRuns_LosesNoTask()
    {
        for (var round = 0; round < 1_000; round++)
        {
            var scheduler = new Scheduler();
            var ran = 0;
            var source = scheduler.ExpectInterrupts();
            Exception? error = null;
            var runner = new Thread(() => error = Record.Exception(scheduler.Run));
            runner.Start();
            for (var i = 0; i < 60; i++)
                scheduler.Spawn(CountATurn);
            source.Dispose();
            Assert.True(runner.Join(Hang));
            Assert.Null(error);
            scheduler.Run();            // a task that arrived after the last check
            Assert.Equal((60, 0), (ran, scheduler.TaskCount));

            async Coroutine CountATurn(TaskContext task)
            {
                await task.Yield();
                ran++;
            }
        }
    }

    [Fact]
    public void SpawnKillPost_FourThreadsWhileOneRuns_HaveEffect()
    {
        const int Rounds = 100_000;
        var scheduler = new Scheduler(new() { MaxInterrupts = int.MaxValue });
        var (ended, posted) = (0, 0);
        using (var thread = scheduler.Start())
        {
            var ids = new TaskId[Rounds];
            Together(4, worker =>
            {
                for (var i = worker; i < Rounds; i += 4)
                {
                    ids[i] = scheduler.Spawn(WaitToBeKilled);
                    scheduler.Post(() => posted++);
                    scheduler.Kill(ids[i]);
                    if (i % 1_000 == 0)
                        _ = scheduler.Snapshot();
                }
            });
            thread.Join();
            Assert.All(ids, static id => Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End));
        }

        Assert.Equal((Rounds, 0), (posted, scheduler.TaskCount));
        Assert.InRange(ended, 0, Rounds);

        async Coroutine WaitToBeKilled(TaskContext task)
        {
            try
            {
                await task.Receive<int>();
            }
            finally
            {
                ended++;
            }
        }
    }

    [Fact]
    public void SpawnKillPost_FirstThreadWhileOthersAlternate_HaveEffect()
    {
        const int Rounds = 5_000;
        var scheduler = new Scheduler();
        var (ran, killed, posted, isOver) = (0, 0, 0, false);
        var source = scheduler.ExpectInterrupts();
        var ids = new TaskId[Rounds];
        var runners = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
                RunIfFree(scheduler);
        })).ToArray();
        foreach (var runner in runners)
            runner.Start();
        for (var i = 0; i < Rounds; i++)
        {
            scheduler.Spawn(CountATurn);
            ids[i] = scheduler.Spawn(WaitToBeKilled);
            scheduler.Post(() => posted++);
            scheduler.Kill(ids[i]);
            Assert.NotNull(scheduler.Snapshot());
        }

        Volatile.Write(ref isOver, value: true);
        foreach (var runner in runners)
            Assert.True(runner.Join(Hang));
        source.Dispose();
        scheduler.Run();
        Assert.Equal((Rounds, Rounds, 0), (ran, posted, scheduler.TaskCount));
        Assert.InRange(killed, 0, Rounds);
        Assert.All(ids, static id => Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End));

        async Coroutine CountATurn(TaskContext task)
        {
            await task.Yield();
            ran++;
        }

        async Coroutine WaitToBeKilled(TaskContext task)
        {
            try
            {
                await task.Receive<int>();
            }
            finally
            {
                killed++;
            }
        }
    }

    [Fact]
    public void RunUntilIdle_TwoThreadsAlternate_LosesNoTask()
    {
        const int Rounds = 5_000;
        var scheduler = new Scheduler();
        var ran = 0;
        using var first = new SemaphoreSlim(1);
        using var second = new SemaphoreSlim(0);
        Together(2, worker =>
        {
            var (mine, others) = worker == 0 ? (first, second) : (second, first);
            for (var i = 0; i < Rounds; i++)
            {
                Assert.True(mine.Wait(Hang));
                scheduler.Spawn(CountATurn);
                others.Release();       // the other may start while this one runs
                RunIfFree(scheduler);
            }
        });
        scheduler.Run();
        Assert.Equal((2 * Rounds, 0), (ran, scheduler.TaskCount));

        async Coroutine CountATurn(TaskContext task)
        {
            await task.Yield();
            ran++;
        }
    }

    [Fact]
    public void Kill_BetweenRuns_CleanUpMayUseTheScheduler()
    {
        var scheduler = new Scheduler();
        List<string> log = [];
        TaskId other = default;
        other = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Receive<int>();
            }
            finally
            {
                log.Add("other");
            }
        });
        var victim = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Receive<int>();
            }
            finally
            {
                log.Add($"rows: {scheduler.Snapshot().Count}");
                scheduler.Spawn(async later =>
                {
                    await later.Yield();
                    log.Add("later");
                });
                scheduler.Kill(other);
                Assert.Throws<InvalidOperationException>(scheduler.Run);
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(victim);
        Assert.Equal(TaskEnd.Killed, victim.GetOutcome()!.Value.End);
        scheduler.Run();
        Assert.Equal(["rows: 2", "other", "later"], log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kill_CleanUpWaitsForThreadThatUsesScheduler_RefusesThatThread(bool disposes)
    {
        var scheduler = new Scheduler();
        Exception? refused = null;
        var isOver = false;
        var victim = scheduler.Spawn(async task =>
        {
            try
            {
                await task.Receive<int>();
            }
            finally
            {
                var other = new Thread(() => refused = Record.Exception(disposes ? scheduler.Dispose : scheduler.Run))
                {
                    IsBackground = true,
                };
                other.Start();
                isOver = other.Join(Hang);
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(victim);
        Assert.True(isOver);
        Assert.Contains("runs already", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
        scheduler.Run();
        scheduler.Dispose();
    }

    [Fact]
    public void Spawn_ObserverWaitsForThreadThatRuns_RefusesThatThread()
    {
        Scheduler? scheduler = null;
        Exception? refused = null;
        var isOver = false;
        var observer = new Spawning(() =>
        {
            var other = new Thread(() => refused = Record.Exception(scheduler!.Run)) { IsBackground = true };
            other.Start();
            isOver = other.Join(Hang);
        });
        scheduler = new(new() { Observer = observer });
        scheduler.Spawn(static _ => Coroutine.Completed);
        Assert.True(isOver);
        Assert.Contains("runs already", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
        scheduler.Run();
    }

    [Fact]
    public void Run_WhileOwnThreadRuns_IsRefused()
    {
        var scheduler = new Scheduler();
        using var thread = scheduler.Start();
        Assert.Throws<InvalidOperationException>(scheduler.Run);
        Assert.Throws<InvalidOperationException>(() => scheduler.Step());
        Assert.Throws<InvalidOperationException>(() => scheduler.Start());
        Assert.Throws<InvalidOperationException>(scheduler.Dispose);
        var id = scheduler.Spawn(static _ => Coroutine.Completed);
        thread.Join();
        Assert.Equal(TaskEnd.Completed, id.GetOutcome()!.Value.End);
    }

    private static void RunIfFree(Scheduler scheduler)
    {
        try
        {
            scheduler.RunUntilIdle();
        }
        catch (InvalidOperationException busy) when (busy.Message.Contains("runs already", StringComparison.Ordinal))
        {
        }
    }

    /// <summary>Runs an action on several threads, and throws what one of them threw.</summary>
    private static void Together(int count, Action<int> action)
    {
        var errors = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => errors[i] = Record.Exception(() => action(i)))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            Assert.True(thread.Join(Hang));
        Assert.All(errors, Assert.Null);
    }

    private sealed class Spawning(Action act) : ISchedulerObserver
    {
        public void OnSpawned(TaskId task) => act();
    }
}
