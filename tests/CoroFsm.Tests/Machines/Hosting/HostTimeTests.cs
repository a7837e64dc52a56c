namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>A host drives the time of a machine: it reads what is due, and fires it.</summary>
public sealed class HostTimeTests
{
    private readonly HostClock clock = new();
    private readonly List<string> log = [];

    [Fact]
    public void FireDue_TimerTimeoutAndDeadline_InDueOrder()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(3), "ring");
            var end = await inbox.Within(TimeSpan.FromSeconds(9)).Run(NoteAll(inbox, TimeSpan.FromSeconds(5)));
            log.Add($"interrupted {end.IsInterrupted}");
            await inbox.Receive();
        });
        Assert.Equal(clock.In(3), machine.NextDue);
        Assert.False(machine.FireDue(out _));
        clock.Pass(3);
        Fire(machine);
        Assert.Equal(clock.In(5), machine.NextDue);
        clock.Pass(5);
        Fire(machine);
        Assert.Equal(clock.In(1), machine.NextDue);
        clock.Pass(100);
        Fire(machine);
        Assert.Equal(["ring", "timeout", "interrupted True"], log);
        Assert.Equal((long.MaxValue, 0UL), (machine.NextDue, machine.HashTimers()));
        Assert.False(machine.FireDue(out _));
    }

    [Fact]
    public void FireDue_SeveralOverdue_OneAtATime()
    {
        using var machine = Start(inbox =>
        {
            inbox.SetTimer("b", TimeSpan.FromSeconds(2), "b");
            inbox.SetTimer("a", TimeSpan.FromSeconds(1), "a");
            inbox.SetTimer("c", TimeSpan.FromSeconds(2), "c");
            return NoteAll(inbox, TimeSpan.FromHours(1));
        });
        clock.Pass(10);
        for (var count = 1; machine.NextDue <= clock.GetTimestamp(); count++)
        {
            Fire(machine);
            Assert.Equal(count, log.Count);
        }

        Assert.Equal(["a", "b", "c"], log);
    }

    [Fact]
    public void NextDue_InputEnded_LeavesOutTimers()
    {
        using var machine = Start(static async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(1), "x");
            await inbox.Await(static _ => new TaskCompletionSource().Task);
        });
        Assert.Equal(clock.In(1), machine.NextDue);
        machine.Complete();
        Assert.Equal(MachineStatus.Waiting, machine.Status);
        Assert.Equal(long.MaxValue, machine.NextDue);
        clock.Pass(1);
        Assert.False(machine.FireDue(out _));
    }

    [Fact]
    public void FireDue_EventIsUnmatched_ReturnsFailureAndForgetsTimer()
    {
        using var machine = Start(static async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(1), "x");
            await inbox.Expect("other");
        });
        clock.Pass(1);
        Assert.True(machine.FireDue(out var failure));
        Assert.IsType<UnexpectedEventException>(failure);
        Assert.False(machine.FireDue(out _));
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void CreateTimer_OfMachine_HasMachineAsState()
    {
        using var machine = Start(static async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(1), "x");
            await inbox.Within(TimeSpan.FromSeconds(2)).Run(Inner(inbox));
        });
        Assert.Same(machine, Assert.Single(clock.Owners));

        static async Coroutine Inner(Inbox<string> inbox) => await inbox.Receive(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void NextDue_SubstateIsNotRun_LeavesOutItsTimeout()
    {
        using var machine = Start(async inbox =>
        {
            var superstate = inbox.Within(TimeSpan.FromSeconds(1));
            await inbox.Receive();
            var end = await superstate.Run(NoteAll(inbox, TimeSpan.FromHours(1)));
            log.Add($"interrupted {end.IsInterrupted}");
            await inbox.Receive();
        });
        Assert.Equal(long.MaxValue, machine.NextDue);
        clock.Pass(2);
        Assert.False(machine.FireDue(out _));
        machine.Send("x");
        Assert.Equal(clock.In(-1), machine.NextDue);
        Fire(machine);
        Assert.Equal(["interrupted True"], log);
    }

    [Fact]
    public void FireDue_CoroutineFails_ReturnsFailure()
    {
        using var machine = Start(static async inbox =>
        {
            await inbox.Receive(TimeSpan.FromSeconds(1));
            throw new FormatException("late");
        });
        clock.Pass(1);
        Assert.True(machine.FireDue(out var failure));
        Assert.IsType<FormatException>(failure);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void HashTimers_TimersAndTimeouts_DependsOnNamesAndTimes()
    {
        Dictionary<ulong, string> hashes = new() { [0] = "none" };
        Assert.Equal(0UL, Hash(static _ => { }));
        foreach (var (name, seconds) in new[] { ("a", 1), ("a", 2), ("b", 1) })
        {
            var hash = Hash(inbox => inbox.SetTimer(name, TimeSpan.FromSeconds(seconds), "x"));
            Assert.Equal(hash, Hash(inbox => inbox.SetTimer(name, TimeSpan.FromSeconds(seconds), "y")));
            Assert.True(hashes.TryAdd(hash, name));
        }

        Assert.True(hashes.TryAdd(Hash(static _ => { }, TimeSpan.FromSeconds(3)), "timeout"));
        Assert.True(hashes.TryAdd(Hash(static inbox => inbox.SetStateTimer(TimeSpan.FromSeconds(3), "x")), "state"));
    }

    private static void Fire(Machine machine)
    {
        Assert.True(machine.FireDue(out var failure));
        Assert.Null(failure);
    }

    private async Coroutine NoteAll(Inbox<string> inbox, TimeSpan limit)
    {
        while (true)
        {
            var received = await inbox.Receive(limit);
            log.Add(received.TimedOut ? "timeout" : received.Event);
        }
    }

    private ulong Hash(Action<Inbox<string>> prepare, TimeSpan? timeout = null)
    {
        using var machine = Start(async inbox =>
        {
            prepare(inbox);
            if (timeout is { } limit)
                await inbox.Receive(limit);
            else
                await inbox.Receive();
        });
        return machine.HashTimers();
    }

    private Machine<string> Start(Func<Inbox<string>, Coroutine> coroutine) => Machine.Start(coroutine, new() { TimeProvider = clock });
}
