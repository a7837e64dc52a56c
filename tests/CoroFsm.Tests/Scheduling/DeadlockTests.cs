using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Waiting for what cannot happen is an error that names each task and its wait.</summary>
[DefaultContext]
public sealed class DeadlockTests
{
    private readonly Scheduler scheduler = new(new() { TimeProvider = new SimulatedTime() });

    [Fact]
    public void Run_AllWaitForMessages_ListsTasksWithSourceLocations()
    {
        var first = scheduler.Spawn(First);
        scheduler.Spawn(Second, "the second");
        var deadlock = Assert.Throws<DeadlockException>(scheduler.Run);

        Assert.Equal(["DeadlockTests.First", "the second"], deadlock.Tasks.Select(t => t.Name));
        Assert.Contains("1 DeadlockTests.First: First/Inner at DeadlockTests.cs:", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("waits for a message (Int32)", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("2 the second: Second at DeadlockTests.cs:", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains(
            "waits for the first of: a message (String), the end of task 1 (DeadlockTests.First)",
            deadlock.Message,
            StringComparison.Ordinal);
        scheduler.Dispose();
        Assert.Equal(0, scheduler.TaskCount);

        static async Coroutine First(TaskContext task) => await Inner(task);

        static async Coroutine Inner(TaskContext task) => await task.Receive<int>();

        async Coroutine Second(TaskContext task) => await task.Select([Trap.Receive<string>(), Trap.Wait(first)]);
    }

    [Fact]
    public void Join_Itself_IsRefusedAtOnce()
    {
        var id = scheduler.Spawn(async task => await task.Wait(task.Self));
        scheduler.RunUntilIdle();

        Assert.Contains("wait for itself at DeadlockTests.cs:", id.GetOutcome()!.Value.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Join_EachOther_IsRefusedWhereTheCycleCloses()
    {
        TaskId second = default;
        var first = scheduler.Spawn(async task => await task.Wait(second));
        second = scheduler.Spawn(async task => await task.Wait(first));
        scheduler.Run();

        Assert.Contains("task 1", second.GetOutcome()!.Value.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(TaskEnd.Completed, first.GetOutcome()!.Value.End);
    }

    [Fact]
    public void Run_ExternalEventExpected_IsNoDeadlock()
    {
        var real = new Scheduler();
        var receiver = real.Spawn(task => task.Receive<int>().AsCoroutine());
        var source = real.ExpectInterrupts();
        var sender = Task.Run(async () =>
        {
            await real.SendAsync(receiver, 1, TestContext.Current.CancellationToken);
            source.Dispose();
        });
        real.Run();

        Assert.Equal(TaskEnd.Completed, receiver.GetOutcome()!.Value.End);
        Assert.NotNull(sender);
    }

    [Fact]
    public void Run_EndlessSleepInVirtualTime_IsReported()
    {
        scheduler.Spawn(task => task.Sleep(TimeSpan.MaxValue).AsCoroutine());

        Assert.Throws<DeadlockException>(scheduler.Run);
        scheduler.Dispose();
    }

    [Fact]
    public void Join_TasksThatWaitForever_ReportsThem()
    {
        using var thread = scheduler.Start();
        scheduler.Spawn(task => task.Receive<int>().AsCoroutine());

        Assert.Throws<DeadlockException>(thread.Join);
    }
}
