namespace CoroFsm.Tests.Machines;

/// <summary>Deferred work (a timer, a deferred event, a notification) keeps the execution context of its sender.</summary>
public sealed class KeptContextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> TimersAndKinds() =>
        Ambient.Table(["Receive", "Deadline", "Within", "SetTimer", "SetStateTimer", "deferred"]);

    [Fact]
    public void Observer_QueuedEvent_IsNotifiedUnderContextOfSender()
    {
        List<string> log = [];
        using var gate = new Gate();
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Receive(static e => e == "gate");
                gate.Pass();
                await inbox.Expect("b");
                await Second(inbox);
            },
            new() { Synchronized = true, Observer = new ContextLog(log), Unmatched = Unmatched.Defer });
        var first = Ambient.Start("A", () => machine.Send("gate"));
        gate.WaitUntilInside();
        foreach (var user in new[] { "C", "B" })
            Ambient.RunOnThread(user, () => { _ = machine.SendAsync(user == "C" ? "dropped" : "b", Token); });
        gate.Open();
        first.Join();
        Ambient.RunOnThread("D", machine.Dispose);
        Assert.Equal(
            [
                "started -", "received gate A", "received dropped C", "deferred dropped C", "received b B", "changed B",
                "dropped dropped C", "ended D",
            ],
            log);

        static async Coroutine Second(Inbox<string> inbox) => await inbox.Expect("never");
    }

    [Theory]
    [MemberData(nameof(TimersAndKinds))]
    public void Timeout_Elapsed_RunsUnderContextThatSetIt(string timer, string kind)
    {
        var read = Ambient.Kinds[kind];
        var time = new CoroFsm.Testing.SimulatedTime();
        List<string> log = [];
        var second = TimeSpan.FromSeconds(1);
        var machine = Machine.Start<string>(Work, new() { TimeProvider = time, Unmatched = Unmatched.Defer });
        Ambient.RunOnThread("A", () => machine.Send("set"));
        Ambient.RunOnThread("B", () =>
        {
            time.Advance(second);
            log.Add(read());
            machine.TrySend("next");
        });
        Assert.Equal(timer == "deferred" ? ["B", "B", "A"] : ["A", "B"], log);

        async Coroutine Work(Inbox<string> inbox)
        {
            await inbox.Expect("set");
            switch (timer)
            {
                case "Receive":
                    Assert.True((await inbox.Receive(second)).TimedOut);
                    break;
                case "Deadline":
                    Assert.True((await inbox.Receive(inbox.Deadline(second))).TimedOut);
                    break;
                case "Within":
                    Assert.True((await inbox.Within(second).Run(Nothing(inbox))).IsInterrupted);
                    break;
                case "SetTimer":
                    inbox.SetTimer("timer", second, "due");
                    await inbox.Expect("due");
                    break;
                case "SetStateTimer":
                    inbox.SetStateTimer(second, "due");
                    await inbox.Expect("due");
                    break;
                default:
                    inbox.SetTimer("timer", second, "due");
                    await inbox.Expect("next");
                    log.Add(read());
                    await inbox.Expect("due");
                    break;
            }

            log.Add(read());
        }

        static async Coroutine Nothing(Inbox<string> inbox) => await inbox.Expect("nothing");
    }

    [Fact]
    public void Timeout_OfSystemClock_RetainsNoContextOfFirstUser()
    {
        var clock = new CapturingTime();
        using var machine = Machine.Start<string>(
            static async inbox =>
            {
                await inbox.Expect("set");
                inbox.SetTimer("timer", TimeSpan.FromHours(1), "due");
                await inbox.Receive();
            },
            new() { TimeProvider = clock });
        Ambient.RunOnThread("A", () => machine.Send("set"));
        Assert.Equal(Ambient.Default, clock.Captured);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deferred_ReleasedByEventOfOtherUser_RunsUnderItsOwnContext(bool byPolicy)
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await Closed(inbox);
                await Open(inbox);
            },
            new() { Unmatched = Unmatched.Defer });
        Ambient.RunOnThread("B", () => machine.Send("b"));
        Ambient.RunOnThread("C", () => machine.Send("c"));
        Ambient.RunOnThread("A", () =>
        {
            machine.Send("open");
            log.Add(Ambient.Now);
        });
        Assert.Equal(["open A", "b asked B", "b B", "c asked C", "c C", "A"], log);

        async Coroutine Closed(Inbox<string> inbox)
        {
            if (byPolicy)
            {
                await inbox.Expect("open");
            }
            else
            {
                while (await inbox.Receive() is var e and not "open")
                    inbox.Defer(e);
            }

            log.Add($"open {Ambient.Now}");
        }

        async Coroutine Open(Inbox<string> inbox)
        {
            while (true)
            {
                var e = await inbox.Receive(e =>
                {
                    log.Add($"{e} asked {Ambient.Now}");
                    return true;
                });
                log.Add($"{e} {Ambient.Now}");
                Ambient.Become("leaked");
            }
        }
    }

    private sealed class ContextLog(List<string> log) : IMachineObserver
    {
        public void OnStarted(Machine machine) => Log("started");

        public void OnReceived(Machine machine, object? @event) => Log($"received {@event}");

        public void OnStateChanged(Machine machine, string from, string to) => Log("changed");

        public void OnDeferred(Machine machine, object? @event) => Log($"deferred {@event}");

        public void OnDropped(Machine machine, object? @event) => Log($"dropped {@event}");

        public void OnEnded(Machine machine) => Log("ended");

        private void Log(string what) => log.Add($"{what} {Ambient.Now}");
    }

    private sealed class CapturingTime : TimeProvider
    {
        public string? Captured { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Captured = Ambient.Now;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
