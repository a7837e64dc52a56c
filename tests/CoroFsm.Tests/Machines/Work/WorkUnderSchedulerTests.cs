using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>Work of machines that have the clock of a scheduler: its end is an interrupt.</summary>
public sealed class WorkUnderSchedulerTests
{
    private readonly List<string> log = [];
    private readonly TaskCompletionSource<int> work = new();

    [Fact]
    public void Run_WorkEndsOnAnotherThread_ContinuesOnTheThreadOfTheScheduler()
    {
        using var scheduler = new Scheduler();
        var thread = Environment.CurrentManagedThreadId;
        Machine<string>? machine = null;
        scheduler.Spawn(async task =>
        {
            machine = Start(scheduler, async inbox =>
            {
                var result = await inbox.Await(async _ =>
                {
                    await Task.Yield();
                    return 7;
                });
                log.Add($"{result} on {(Environment.CurrentManagedThreadId == thread ? "the thread" : "another thread")}");
            });
            await task.Yield();
            log.Add("task ended");
        });
        scheduler.Run();        // neither ends nor reports a deadlock before the work has ended
        Assert.Equal(["7 on the thread", "task ended"], log.Order(StringComparer.Ordinal));
        Assert.Equal(MachineStatus.Completed, machine!.Status);
    }

    [Fact]
    public void Await_EndsInsideATask_ContinuesBetweenTwoTurns()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        scheduler.Spawn(async task =>
        {
            using var machine = Start(scheduler, async inbox => log.Add($"{await inbox.Await(_ => work.Task)}"));
            work.SetResult(7);
            log.Add("turn");
            await task.Yield();
            log.Add("next turn");
        });
        scheduler.Run();
        Assert.Equal(["turn", "7", "next turn"], log);
    }

    [Fact]
    public void Run_WorkIsLeft_DoesNotWaitForIt()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        scheduler.Spawn(async task =>
        {
            var machine = Start(scheduler, async inbox => await inbox.Await(_ => work.Task));
            await task.Yield();
            machine.Dispose();
        });
        scheduler.Run();
        Assert.False(work.Task.IsCompleted);
    }

    [Fact]
    public void Dispose_BeforeWorkEnds_MachineStillReceivesTheEnd()
    {
        var scheduler = new Scheduler();
        using var machine = Start(scheduler, async inbox => log.Add($"{await inbox.Await(_ => work.Task)}"));
        scheduler.Dispose();
        work.SetResult(7);
        Assert.Equal(["7"], log);
    }

    [Fact]
    public void Simulation_DelaysOfMachines_EndOnItsClock() => Simulation.ForSeeds(20, simulation =>
    {
        List<string> ends = [];
        simulation.Scheduler.Spawn(async task =>
        {
            var clock = simulation.Scheduler.Clock;
            using var slow = Start(simulation.Scheduler, inbox => Wait(inbox, "slow", 3));
            using var quick = Start(simulation.Scheduler, inbox => Wait(inbox, "quick", 2));
            await task.Sleep(TimeSpan.FromSeconds(10));

            async Coroutine Wait(Inbox<string> inbox, string name, int seconds)
            {
                await inbox.Await(token => Task.Delay(TimeSpan.FromSeconds(seconds), clock, token));
                ends.Add($"{name} after {simulation.Time.Elapsed.TotalSeconds} s");
            }
        });
        simulation.Run();
        Assert.Equal(["quick after 2 s", "slow after 3 s"], ends);
    });

    private static Machine<string> Start(Scheduler scheduler, Func<Inbox<string>, Coroutine> coroutine) =>
        Machine.Start(coroutine, new() { TimeProvider = scheduler.Clock });
}
