using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>A wait at the inbox of another machine is refused at the await, and both machines continue.</summary>
public sealed class ForeignInboxTests
{
    private readonly List<string> log = [];

    public static TheoryData<string> Kinds => [.. SampleWaits.OfMachine.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Await_InboxOfOtherRunningMachine_IsRefusedAndBothContinue(string kind)
    {
        var own = 0;
        Machine<int>? inner = null;
        var time = new SimulatedTime();
        var options = new MachineOptions { TimeProvider = time };
        using var outer = Machine.Start<int>(
            async foreign =>
            {
                inner = Machine.Start<int>(
                    async inbox =>
                    {
                        await inbox.Receive();
                        Note(await SampleWaits.IsRefused(SampleWaits.OfMachine[kind](foreign)));
                        while (true)
                            own += await inbox.Receive();
                    },
                    options);
                while (true)
                {
                    var e = await foreign.Receive();
                    if (e == 1)
                        inner.Send(0);
                    log.Add($"{e}");
                }
            },
            options);
        using var closing = inner!;

        outer.Send(1);
        time.Advance(SampleWaits.Long * 2);
        outer.Send(2);
        time.Advance(SampleWaits.Long * 2);
        inner!.Send(5);
        inner.Send(6);

        Assert.Equal(["refused", "1", "2"], log);
        Assert.Equal((11, MachineStatus.Waiting, MachineStatus.Waiting), (own, inner.Status, outer.Status));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Await_InboxOfOtherRunningMachineAsFirstWait_IsRefusedAndBothContinue(string kind)
    {
        using var inner = new Disposables();
        var time = new SimulatedTime();
        var options = new MachineOptions { TimeProvider = time };
        using var outer = Machine.Start<int>(
            async foreign =>
            {
                inner.Add(Machine.Start<int>(
                    async inbox =>
                    {
                        Note(await SampleWaits.IsRefused(SampleWaits.OfMachine[kind](foreign)));
                        log.Add($"inner {await inbox.Receive()}");
                    },
                    options));
                log.Add($"{await foreign.Receive()}");
            },
            options);
        time.Advance(SampleWaits.Long * 2);

        outer.Send(1);
        inner.Machine.Send(2);

        Assert.Equal(["refused", "1", "inner 2"], log);
        Assert.Equal((MachineStatus.Completed, MachineStatus.Completed), (inner.Machine.Status, outer.Status));
    }

    [Fact]
    public void Await_InboxOfOtherRunningMachine_RunsCleanUpOfWholeChain()
    {
        using var outer = Machine.Start<int>(async foreign =>
        {
            var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<int>(async _ =>
            {
                try
                {
                    await Cleaning(foreign);
                }
                finally
                {
                    log.Add("outer finally");
                }
            }));
            Assert.Contains("something other than its own inbox", error.Message);
            log.Add($"{await foreign.Receive()}");
        });
        outer.Send(1);
        Assert.Equal(["inner finally", "outer finally", "1"], log);
    }

    [Fact]
    public void Await_InboxOfOtherRunningMachineCaughtInChild_ChildWaitsAtItsOwn()
    {
        using var inner = new Disposables();
        using var outer = Machine.Start<int>(async foreign =>
        {
            inner.Add(Machine.Start<int>(async inbox => log.Add($"returned {await Either(foreign, inbox)}")));
            log.Add($"{await foreign.Receive()}");
        });
        outer.Send(1);
        inner.Machine.Send(2);
        Assert.Equal(["caught", "1", "returned 2"], log);

        async Coroutine<int> Either(Inbox<int> foreign, Inbox<int> own)
        {
            try
            {
                return await foreign.Receive();
            }
            catch (InvalidOperationException)
            {
                log.Add("caught");
            }

            return await own.Receive();
        }
    }

    [Fact]
    public void Await_InboxOfOtherMachineInItsHandler_LeavesItsWaitUnchanged()
    {
        using var outer = Machine.Start<int>(async foreign =>
        {
            using var handler = foreign.Handle(static e => e == 1, _ =>
                log.Add(Record.Exception(() => Machine.Start<int>(async _ => await foreign.Receive()))!.GetType().Name));
            log.Add($"{await foreign.Expect(2)}");
        });
        outer.Send(1);
        outer.Send(2);
        Assert.Equal([nameof(InvalidOperationException), "2"], log);
        Assert.Equal(MachineStatus.Completed, outer.Status);
    }

    [Fact]
    public void Receive_InHandlerOrFilter_IsRefusedAndLeavesWaitUnchanged()
    {
        using var machine = Machine.Start<int>(async inbox =>
        {
            using var handler = inbox.Handle(
                static e => e == 1,
                _ => Note(Record.Exception(() => inbox.Receive()) is InvalidOperationException));
            log.Add($"{await inbox.Receive(e =>
            {
                Note(Record.Exception(() => inbox.Receive("Filtering")) is InvalidOperationException);
                return e == 2;
            })}");
        });
        machine.Send(1);
        machine.Send(2);
        Assert.Equal(["refused", "refused", "refused", "2"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Await_RefusedRepeatedly_EndsTheMachine()
    {
        Record.Exception(() => Machine.Start<int>(async foreign =>
        {
            var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<int>(async _ =>
            {
                while (true)
                    await SampleWaits.IsRefused(SampleWaits.Child(foreign));
            }));
            log.Add(error.Message);
            await Coroutine.Completed;
        }));
        Assert.Contains("cannot continue", Assert.Single(log));
    }

    private async Coroutine Cleaning(Inbox<int> inbox)
    {
        try
        {
            await inbox.Receive();
        }
        finally
        {
            log.Add("inner finally");
        }
    }

    private void Note(bool isRefused) => log.Add(isRefused ? "refused" : "not refused");

    private sealed class Disposables : IDisposable
    {
        internal Machine<int> Machine { get; private set; } = null!;

        public void Dispose() => Machine.Dispose();

        internal void Add(Machine<int> machine) => Machine = machine;
    }
}
