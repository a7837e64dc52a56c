namespace CoroFsm.Tests.Machines;

/// <summary>The outcome for a machine whose observer throws, callback by callback.</summary>
public sealed class ObserverFaultTests
{
    private readonly List<string> log = [];

    [Fact]
    public void OnStarted_Throws_ClosesMachineAndStartThrows()
    {
        Machine? seen = null;
        var error = Assert.Throws<ArithmeticException>(() => Machine.Start<string>(
            async inbox =>
            {
                seen = inbox.Machine;
                await Work(inbox);
            },
            Observed("started")));
        Assert.Equal("started", error.Message);
        Assert.Equal(MachineStatus.Closed, seen!.Status);
        Assert.Equal(["clean-up"], log);
    }

    [Fact]
    public void OnStarted_ThrowsAndCleanUpThrows_ThrowsFirstAndNotifiesObserverOfSecond()
    {
        Machine? seen = null;
        var observer = new Throwing("started", log);
        var error = Record.Exception(() => Machine.Start<string>(
            async inbox =>
            {
                seen = inbox.Machine;
                try
                {
                    await inbox.Receive();
                }
                catch (CoroutineClosedException)
                {
                    throw new FormatException();
                }
            },
            new() { Observer = observer }));
        Assert.Equal("started", Assert.IsType<ArithmeticException>(error).Message);
        Assert.IsType<FormatException>(seen!.Fault);
        Assert.Equal(["faulted"], log);
    }

    [Theory]
    [InlineData(false, MachineStatus.Completed)]
    [InlineData(true, MachineStatus.Faulted)]
    public void OnStarted_ThrowsAfterCoroutineEnded_KeepsOutcomeOfCoroutine(bool fails, MachineStatus status)
    {
        Machine? seen = null;
        var error = Record.Exception(() => Machine.Start<string>(
            async inbox =>
            {
                seen = inbox.Machine;
                if (fails)
                    throw new FormatException();
                await Coroutine.Completed;
            },
            Observed("started")));
        Assert.IsType(fails ? typeof(FormatException) : typeof(ArithmeticException), error);
        Assert.Equal(status, seen!.Status);
    }

    [Theory]
    [InlineData("received", false)]
    [InlineData("changed", true)]
    public void OnReceivedOrOnStateChanged_Throws_ThrowsToSenderAndMachineContinues(string callback, bool isHandled)
    {
        var observer = new Throwing(callback, log);
        using var machine = Machine.Start<string>(Work, new() { Observer = observer });
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        observer.When = "";
        Assert.Equal(isHandled ? ["a"] : [], log);
        machine.Send(isHandled ? "b" : "a");
        Assert.Equal(isHandled ? ["a", "b"] : ["a"], log);
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void OnUnexpected_Throws_ThrowsToSenderAndMachineContinues()
    {
        using var machine = Machine.Start<string>(Work, Observed("unexpected"));
        Assert.Throws<ArithmeticException>(() => machine.Send("x"));
        machine.Send("a");
        Assert.Equal(["a"], log);
    }

    [Fact]
    public void OnUnexpected_ThrowsForChartTrigger_ThrowsToSenderAndMachineContinues()
    {
        var chart = Statechart.Build<string, string>(chart => chart.Configure("A").InternalTransition("a", () => log.Add("a"))).Start("A");
        using var machine = Machine.Start<string>(inbox => chart.Run(inbox), Observed("unexpected"));
        Assert.Throws<ArithmeticException>(() => machine.Send("x"));
        machine.Send("a");
        Assert.Equal(["a"], log);
    }

    [Fact]
    public void OnDeferred_ThrowsAtPolicy_ThrowsToSenderAndEventIsDeferred()
    {
        using var machine = Machine.Start<string>(Work, Observed("deferred") with { Unmatched = Unmatched.Defer });
        Assert.Throws<ArithmeticException>(() => machine.Send("b"));
        machine.Send("a");
        Assert.Equal(["a", "b"], log);
    }

    [Fact]
    public void OnDeferred_ThrowsAtDefer_ThrowsToSenderNotCoroutine()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                inbox.Defer(await inbox.Receive("first"));
                log.Add("continues");
                log.Add(await inbox.Receive("second"));
                await inbox.Receive();
            },
            Observed("deferred"));
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        Assert.Equal(["continues", "a"], log);
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void OnDeferred_ThrowsAndCoroutineEnds_ThrowsToSender()
    {
        var machine = Machine.Start<string>(static async inbox => inbox.Defer(await inbox.Receive()), Observed("deferred"));
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnDeferred_ThrowsAndCoroutineEndsBeforeFirstWait_StartThrows(bool fails)
    {
        Machine? seen = null;
        var error = Record.Exception(() => Machine.Start<string>(
            async inbox =>
            {
                seen = inbox.Machine;
                inbox.Defer("a");
                if (fails)
                    throw new FormatException();
                await Coroutine.Completed;
            },
            Observed("deferred")));
        Assert.IsType(fails ? typeof(FormatException) : typeof(ArithmeticException), error);
        Assert.Equal(fails ? MachineStatus.Faulted : MachineStatus.Completed, seen!.Status);
    }

    [Fact]
    public void OnDropped_ThrowsForIgnoredEvent_ThrowsToSenderAndMachineContinues()
    {
        using var machine = Machine.Start<string>(Work, Observed("dropped") with { Unmatched = Unmatched.Ignore });
        Assert.Throws<ArithmeticException>(() => machine.Send("x"));
        machine.Send("a");
        Assert.Equal(["a"], log);
    }

    [Fact]
    public void OnDropped_ThrowsForCancelledTimer_ThrowsToSenderNotCoroutine()
    {
        var time = new CoroFsm.Testing.SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                inbox.SetTimer("timer", TimeSpan.FromSeconds(1), "due");
                await inbox.Expect("a");
                inbox.CancelTimer("timer");
                log.Add("continues");
                await inbox.Expect("b");
            },
            Observed("dropped") with { TimeProvider = time, Unmatched = Unmatched.Defer });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        Assert.Equal(["continues"], log);
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void OnDropped_ThrowsAtTheEnd_NotifiesOthersAndThrows()
    {
        var machine = Machine.Start<string>(Work, Observed("dropped") with { Unmatched = Unmatched.Defer });
        machine.Send("x");
        machine.Send("y");
        Assert.Equal("dropped", Assert.Throws<ArithmeticException>(machine.Dispose).Message);
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.Equal(["clean-up", "dropped x", "dropped y", "ended"], log);
    }

    [Fact]
    public void OnEnded_Throws_ThrowsToCallerAndMachineHasEnded()
    {
        var machine = Machine.Start<string>(Work, Observed("ended"));
        Assert.Throws<ArithmeticException>(machine.Complete);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void OnFaulted_Throws_ThrowsFaultToCaller()
    {
        var machine = Machine.Start<string>(Work, Observed("faulted"));
        Assert.Throws<TimeoutException>(() => machine.Throw(new TimeoutException()));
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void OnEnded_ThrowsAfterFailureOfSameCall_ThrowsFirstFailure()
    {
        var machine = Machine.Start<string>(
            static async inbox =>
            {
                await inbox.Expect("a");
                inbox.Post("x");
                inbox.Post("b");
                await inbox.Expect("b");
            },
            Observed("ended"));
        Assert.Throws<UnexpectedEventException>(() => machine.Send("a"));
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    private async Coroutine Work(Inbox<string> inbox)
    {
        try
        {
            await First(inbox);
            await Second(inbox);
        }
        finally
        {
            log.Add("clean-up");
        }
    }

    private async Coroutine First(Inbox<string> inbox) => log.Add(await inbox.Expect("a"));

    private async Coroutine Second(Inbox<string> inbox)
    {
        log.Add(await inbox.Expect("b"));
        await inbox.Receive();
    }

    private MachineOptions Observed(string when) => new() { Observer = new Throwing(when, log) };

    private sealed class Throwing(string when, List<string> log) : IMachineObserver
    {
        public string When { get; set; } = when;

        public void OnStarted(Machine machine) => Throw("started");

        public void OnReceived(Machine machine, object? @event) => Throw("received");

        public void OnStateChanged(Machine machine, string from, string to) => Throw("changed");

        public void OnUnexpected(Machine machine, object? @event) => Throw("unexpected");

        public void OnDeferred(Machine machine, object? @event) => Throw("deferred");

        public void OnDropped(Machine machine, object? @event)
        {
            if (machine.Status == MachineStatus.Closed)
                log.Add($"dropped {@event}");
            Throw("dropped");
        }

        public void OnEnded(Machine machine)
        {
            if (When == "dropped")
                log.Add("ended");
            Throw("ended");
        }

        public void OnFaulted(Machine machine, Exception fault)
        {
            if (When == "started")
                log.Add("faulted");
            Throw("faulted");
        }

        private void Throw(string now)
        {
            if (When == now)
                throw new ArithmeticException(now);
        }
    }
}
