namespace CoroFsm.Tests.Scheduling;

/// <summary>A disposed scheduler ends, whatever is started meanwhile.</summary>
[DefaultContext]
public sealed class DisposalTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5);

    /// <summary>The ways to start something late; each returns what must not throw.</summary>
    private static readonly Dictionary<string, Action<Scheduler>> StartsByName = new()
    {
        ["clean-up"] = static scheduler => scheduler.Spawn(task => SpawnInCleanUp(task, scheduler)),
        ["clean-up of a child in a scope"] = static scheduler => scheduler.Spawn(async task =>
            await task.RunScope(async scope => await scope.Spawn(child => SpawnInCleanUp(child, scheduler)))),
        ["posted action"] = static scheduler => scheduler.Post(() => scheduler.Spawn(SleepForADay)),
        ["posted action of a clean-up"] = static scheduler => scheduler.Spawn(async task =>
        {
            try
            {
                await SleepForADay(task);
            }
            finally
            {
                Record.Exception(() => scheduler.Post(() => scheduler.Spawn(SleepForADay)));
            }
        }),
        ["another thread"] = static scheduler => new Thread(() => Record.Exception((Action)(() => SpawnForEver(scheduler)))).Start(),
    };

    public static TheoryData<string> LateStarts => [.. StartsByName.Keys];

    [Theory]
    [MemberData(nameof(LateStarts))]
    public void Dispose_TasksStartedMeanwhile_Ends(string name) => WithinTime(() =>
    {
        for (var i = 0; i < 100; i++)
            StartAndDispose(StartsByName[name]);
    });

    [Fact]
    public void Dispose_RepeatedWithLateStarts_Ends() => WithinTime(static () =>
    {
        var late = StartsByName.Where(static pair => pair.Key != "another thread").Select(static pair => pair.Value).ToArray();
        for (var i = 0; i < 10_000; i++)
            StartAndDispose(late[i % late.Length]);
    });

    [Fact]
    public void Dispose_ObserverStartsTaskForEachEnd_Ends()
    {
        var observer = new Restarting();
        var scheduler = observer.Scheduler = new(new() { Observer = observer });
        for (var i = 0; i < 3; i++)
            scheduler.Spawn(SleepForADay);
        scheduler.RunUntilIdle();
        scheduler.Dispose();
        Assert.Equal((3, 0), (observer.Ended, scheduler.TaskCount));
    }

    [Fact]
    public void Dispose_TaskStartedByCleanUp_IsKilledBeforeFirstTurn()
    {
        var scheduler = new Scheduler();
        var (late, hasRun) = (default(TaskId), false);
        var id = scheduler.Spawn(async task =>
        {
            try
            {
                await SleepForADay(task);
            }
            finally
            {
                late = scheduler.Spawn(_ =>
                {
                    hasRun = true;
                    return Coroutine.Completed;
                });
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Start().Dispose();

        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);
        Assert.Equal(TaskEnd.Killed, late.GetOutcome()!.Value.End);
        Assert.False(hasRun);
        Assert.Equal(0, scheduler.TaskCount);
    }

    [Fact]
    public void Dispose_OwnThread_CleansUpOnThatThread()
    {
        var scheduler = new Scheduler();
        Thread? last = null;
        scheduler.Spawn(async task =>
        {
            try
            {
                await SleepForADay(task);
            }
            finally
            {
                last = Thread.CurrentThread;
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Start().Dispose();

        Assert.NotNull(last);
        Assert.NotSame(Thread.CurrentThread, last);
    }

    [Fact]
    public async Task Dispose_MessagesWaitForRoom_NotifiesSenders()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        var thread = scheduler.Start();
        var id = scheduler.Spawn(SleepForADay);
        Assert.True(await scheduler.SendAsync(id, 1, TestContext.Current.CancellationToken));
        var second = scheduler.SendAsync(id, 2, TestContext.Current.CancellationToken);
        thread.Dispose();
        Assert.False(await second);
        Assert.Throws<ObjectDisposedException>(() => { _ = scheduler.SendAsync(id, 3, TestContext.Current.CancellationToken); });
    }

    private static void StartAndDispose(Action<Scheduler> prepare)
    {
        var scheduler = new Scheduler();
        var thread = scheduler.Start();
        prepare(scheduler);
        thread.Dispose();
        Assert.Empty(scheduler.Snapshot());
    }

    /// <summary>Runs an action on its own thread, so that a hang fails the test.</summary>
    private static void WithinTime(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(action)) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Hang));
        Assert.Null(error);
    }

    private static void SpawnForEver(Scheduler scheduler)
    {
        while (true)
            scheduler.Spawn(SleepForADay);
    }

    private static async Coroutine SleepForADay(TaskContext task) => await task.Sleep(TimeSpan.FromDays(1));

    private static async Coroutine SpawnInCleanUp(TaskContext task, Scheduler scheduler)
    {
        try
        {
            await SleepForADay(task);
        }
        finally
        {
            scheduler.Spawn(other => SpawnInCleanUp(other, scheduler));
        }
    }

    private sealed class Restarting : ISchedulerObserver
    {
        internal Scheduler? Scheduler { get; set; }

        internal int Ended { get; private set; }

        public void OnEnded(TaskId task, TaskOutcome outcome)
        {
            Ended++;
            Scheduler!.Spawn(SleepForADay);
        }
    }
}
