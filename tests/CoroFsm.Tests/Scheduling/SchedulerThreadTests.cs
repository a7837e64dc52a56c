namespace CoroFsm.Tests.Scheduling;

/// <summary>A scheduler and other threads: its own thread, and calls from outside.</summary>
[DefaultContext]
public sealed class SchedulerThreadTests
{
    [Fact]
    public async Task Start_OwnThread_RunsTasksAndMessagesOfOtherThreads()
    {
        var scheduler = new Scheduler();
        using var thread = scheduler.Start("tasks");
        var sum = scheduler.Spawn(Sum);
        for (var i = 1; i <= 100; i++)
            Assert.True(await scheduler.SendAsync(sum, i, TestContext.Current.CancellationToken));
        var row = Assert.Single(scheduler.Snapshot());
        Assert.Equal("SchedulerThreadTests.Sum", row.Name);
        await scheduler.SendAsync(sum, -1, TestContext.Current.CancellationToken);
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
    public void Start_Disposed_KillsRunningTasks()
    {
        var scheduler = new Scheduler();
        TaskId id;
        using (scheduler.Start())
            id = scheduler.Spawn(task => task.Receive<int>().AsCoroutine());

        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);
        Assert.Throws<ObjectDisposedException>(() => scheduler.Spawn(static _ => Coroutine.Completed));
    }

    [Fact]
    public void Post_ManyThreads_LosesNothing()
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
    public void Run_Idle_BlocksItsThread()
    {
        var scheduler = new Scheduler();
        using var thread = scheduler.Start("idle");
        scheduler.Spawn(task => task.Receive<int>().AsCoroutine());
        _ = scheduler.Snapshot();

        Assert.True(SpinWait.SpinUntil(() => scheduler.IsBlocked, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Spawn_RefusedOnOtherThread_LeavesNoTask()
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
    public void Join_FromTask_IsRefusedAndChangesNothing()
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
}
