using CoroFsm.Diagnostics;
using CoroFsm.Tests.Machines.LifeCycle;

namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>A machine that is abandoned disappears without running any code.</summary>
public sealed class AbandonTests
{
    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void Abandon_Waiting_RunsNoCodeAndRefusesEvents(string form, string threads)
    {
        var (log, observer) = (new MachineLog(), new Log());
        var machine = MachineKinds.Start(form, threads, log, observer);
        machine.Send("work");
        var completion = machine.Completion;
        machine.Abandon();
        machine.Dispose();
        machine.Complete();
        Assert.Equal(["work"], log);
        Assert.Equal(["abandoned Abandoned"], observer);
        Assert.Equal((MachineStatus.Abandoned, "Abandoned"), (machine.Status, machine.State));
        Assert.True(completion.IsCanceled);
        Assert.True(machine.Completion.IsCanceled);
        Assert.False(machine.TrySend("late"));
        Assert.Contains("door", Assert.Throws<MachineEndedException>(() => machine.Send("late")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Abandon_DeepMachine_ReturnsAllFrames()
    {
        Assert.SkipWhen(Allocated.IsDebug, "In Debug the compiler makes the state machine of each call a class.");
        Run();
        Assert.Equal(Allocated.By(MachineAlone), Allocated.By(Run));

        static void Run() => Machine.Start<string>(Outer).Abandon();

        static void MachineAlone() => Machine.Start<string>(static async _ => { });
    }

    [Fact]
    public void Abandon_StartedAgain_FramesWorkAsBefore()
    {
        for (var round = 0; round < 3; round++)
        {
            Machine.Start<string>(Outer).Abandon();
            var machine = Machine.Start<string>(Outer);
            Assert.Equal("Outer/Inner", machine.State);
            machine.Send("next");
            Assert.Equal("Outer", machine.State);
            machine.Send("next");
            Assert.Equal(MachineStatus.Completed, machine.Status);
        }
    }

    [Fact]
    public void Abandon_Tracked_IsNotLiving()
    {
        using var tracker = MachineTracker.Begin();
        var machine = Machine.Start<string>(Outer);
        Assert.Contains(machine, tracker.GetLiving());
        machine.Abandon();
        Assert.DoesNotContain(machine, tracker.GetLiving());
    }

    [Fact]
    public void Abandon_FromInside_Throws()
    {
        foreach (var threads in new[] { "plain", "synchronized", "timed" })
        {
            using var machine = Machine.Start<string>(
                async inbox =>
                {
                    await inbox.Receive();
                    inbox.Machine.Abandon();
                },
                MachineKinds.Options(threads));
            var error = Assert.Throws<InvalidOperationException>(() => machine.Send("x"));
            Assert.Contains("is running", error.Message, StringComparison.Ordinal);
            Assert.Equal(MachineStatus.Faulted, machine.Status);
        }
    }

    [Fact]
    public void Abandon_Ended_HasNoEffect()
    {
        var observer = new Log();
        var machine = Machine.Start<string>(static async inbox => await inbox.Receive(), new() { Observer = observer });
        machine.Send("x");
        machine.Abandon();
        Assert.Equal(MachineStatus.Completed, machine.Status);
        Assert.Equal(["ended Completed"], observer);
        Assert.True(machine.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Abandon_TimersAndTimeout_DisposesTimer()
    {
        var clock = new HostClock();
        var machine = Machine.Start<string>(
            static async inbox =>
            {
                inbox.SetTimer("t", TimeSpan.FromSeconds(1), "ring");
                await inbox.Receive(TimeSpan.FromSeconds(2));
            },
            new() { TimeProvider = clock });
        machine.Abandon();
        clock.Pass(10);
        Assert.Equal(1, clock.Disposed);
        Assert.False(machine.FireDue(out _));
        Assert.Equal((long.MaxValue, 0UL), (machine.NextDue, machine.HashTimers()));
    }

    [Fact]
    public void Abandon_DeferredEvents_DropsThemSilently()
    {
        var observer = new Log();
        var machine = Machine.Start<string>(
            static async inbox => await inbox.Expect("never"), new() { Unmatched = Unmatched.Defer, Observer = observer });
        machine.Send("a");
        Assert.Equal(1, machine.DeferredCount);
        machine.Abandon();
        Assert.Equal(["abandoned Abandoned"], observer);
        Assert.Equal(0, machine.DeferredCount);
    }

    [Fact]
    public void Abandon_Work_IsNotCancelledAndItsEndIsIgnored()
    {
        var observer = new Log();
        var (awaited, invoked) = (new TaskCompletionSource(), new TaskCompletionSource());
        List<CancellationToken> tokens = [];
        var machine = Machine.Start<string>(
            async inbox =>
            {
                using var beside = inbox.Invoke(
                    token =>
                    {
                        tokens.Add(token);
                        return invoked.Task;
                    },
                    static () => "done");
                await inbox.Await(token =>
                {
                    tokens.Add(token);
                    return awaited.Task;
                });
            },
            new() { Synchronized = true, Observer = observer });
        machine.Abandon();
        awaited.SetException(new FormatException("late"));
        invoked.SetException(new FormatException("late"));
        Assert.Equal(["abandoned Abandoned"], observer);
        Assert.Equal(2, tokens.Count);
        Assert.DoesNotContain(tokens, static token => token.IsCancellationRequested);
    }

    [Fact]
    public async Task Abandon_UnansweredRequest_Fails()
    {
        var machine = Machine.Start<ReplyTo<int>>(
            static async inbox =>
            {
                await inbox.Receive();
                await inbox.Receive();
            },
            new() { Synchronized = true });
        var reply = machine.AskAsync<int>(static reply => reply);
        machine.Abandon();
        await Assert.ThrowsAsync<MachineEndedException>(async () => await reply);
    }

    [Fact]
    public void Abandon_ObserverThrows_IsAbandonedNevertheless()
    {
        var machine = Machine.Start<string>(Outer, new() { Observer = new Log { Throws = true } });
        var completion = machine.Completion;
        Assert.Throws<FormatException>(machine.Abandon);
        Assert.Equal(MachineStatus.Abandoned, machine.Status);
        Assert.True(completion.IsCanceled);
    }

    private static async Coroutine Outer(Inbox<string> inbox)
    {
        try
        {
            await Inner(inbox);
            await inbox.Receive();
        }
        finally
        {
            GC.KeepAlive(inbox);
        }
    }

    private static async Coroutine Inner(Inbox<string> inbox) => await inbox.Receive();

    private sealed class Log : List<string>, IMachineObserver
    {
        internal bool Throws { get; init; }

        public void OnDropped(Machine machine, object? @event) => Add($"dropped {@event}");

        public void OnEnded(Machine machine) => Add($"ended {machine.Status}");

        public void OnFaulted(Machine machine, Exception fault) => Add($"faulted {fault.Message}");

        public void OnWorkLeft(Machine machine, MachineWork work) => Add($"left {work.Name}");

        public void OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) => Add($"late {fault.Message}");

        public void OnAbandoned(Machine machine)
        {
            Add($"abandoned {machine.Status}");
            if (Throws)
                throw new FormatException("observer");
        }
    }
}
