using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics;

public sealed class ObserverTests
{
    [Fact]
    public void Observer_MachineRuns_IsNotifiedOfEachStep()
    {
        var observer = new Log();
        var machine = Machine.Start<string>(Two, new() { Observer = observer, Name = "m", Unmatched = Unmatched.Defer });
        machine.Send("b");
        machine.Send("a");
        machine.Send("later");
        machine.Dispose();
        Assert.Equal(
            [
                "started Two/First", "received b", "deferred b", "received a", "Two/First -> Two/Second", "Two/Second -> Two/Third",
                "received later", "deferred later", "dropped later", "ended",
            ],
            observer.Lines);
    }

    [Fact]
    public void Observer_UnexpectedIgnoredAndFaulted_IsNotified()
    {
        var observer = new Log();
        var machine = Machine.Start<string>(Two, new() { Observer = observer });
        Assert.Throws<UnexpectedEventException>(() => machine.Send("x"));
        Assert.Throws<TimeoutException>(() => machine.Throw(new TimeoutException()));
        Assert.Equal(["started Two/First", "received x", "unexpected x", "faulted TimeoutException"], observer.Lines);

        var ignoring = new Log();
        using var other = Machine.Start<string>(Two, new() { Observer = ignoring, Unmatched = Unmatched.Ignore });
        other.Send("x");
        Assert.Equal(["started Two/First", "received x", "dropped x"], ignoring.Lines);
    }

    [Fact]
    public void Observer_ThrowsAtTheEnd_ThrowsFault()
    {
        var machine = Machine.Start<string>(Two, new() { Observer = new Throwing("faulted") });
        Assert.Throws<TimeoutException>(() => machine.Throw(new TimeoutException()));
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void Observer_ThrowsAtTheStart_ClosesMachine()
    {
        var isCleanedUp = false;
        Assert.Throws<ArithmeticException>(() => Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await inbox.Receive();
                }
                finally
                {
                    isCleanedUp = true;
                }
            },
            new() { Observer = new Throwing("started") }));
        Assert.True(isCleanedUp);
    }

    [Fact]
    public void Tracker_LiveMachines_AreListedWithTheirWaits()
    {
        using var tracker = MachineTracker.Begin();
        var ended = Machine.Start<string>(Two, new() { Name = "tracked and ended" });
        using var living = Machine.Start<string>(Two, new() { Name = "tracked and living" });
        ended.Dispose();
        Assert.Contains(living, tracker.GetLiving());
        Assert.DoesNotContain(ended, tracker.GetLiving());
        Assert.Matches(@"tracked and living: Two/First at ObserverTests\.cs:\d+", tracker.ToString());
    }

    [Fact]
    public void Telemetry_Events_AreCountedAndTransitionsTraced()
    {
        Dictionary<string, long> counts = [];
        List<string> transitions = [];
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == MachineTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray() is [{ Key: "machine.type", Value: "telemetry test" }])
                counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value;
        });
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MachineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => transitions.Add(
                $"{a.GetTagItem("machine.type")}, {a.GetTagItem("machine.name")}: " +
                $"{a.GetTagItem("state.from")} -> {a.GetTagItem("state.to")}"),
        };
        ActivitySource.AddActivityListener(activities);

        var machine = Machine.Start<string>(
            Two, new() { Observer = MachineTelemetry.Observer, Type = "telemetry test", Name = "number 7" });
        machine.Send("a");
        Assert.Throws<UnexpectedEventException>(() => machine.Send("x"));
        machine.Dispose();

        Assert.Equal(1, counts["corofsm.machines.started"]);
        Assert.Equal(2, counts["corofsm.events.received"]);
        Assert.Equal(1, counts["corofsm.events.unexpected"]);
        Assert.Equal(1, counts["corofsm.machines.ended"]);
        Assert.Equal(["telemetry test, number 7: Two/First -> Two/Second"], transitions);
    }

    [Fact]
    public void Debugger_WaitingMachine_ShowsStateAndPosition()
    {
        using var machine = Machine.Start<string>(Two, new() { Name = "shown" });
        Assert.Matches(@"^shown: Two/First at ObserverTests\.cs:\d+$", Display(machine));
        machine.Dispose();
        Assert.Equal("shown: Closed", Display(machine));
    }

    [Fact]
    public void StackTrace_OfFault_ShowsOnlyUserCode()
    {
        var machine = Machine.Start<string>(async inbox => await Failing(inbox));
        var error = Assert.Throws<ArithmeticException>(() => machine.Send("x"));
        var frames = new StackTrace(error).ToString();
        Assert.Contains(nameof(Failing), frames);
        Assert.DoesNotContain("at CoroFsm.Machine", error.StackTrace);
        Assert.DoesNotContain("at CoroFsm.Delegation", error.StackTrace);

        static async Coroutine Failing(Inbox<string> inbox)
        {
            await inbox.Receive();
            throw new ArithmeticException();
        }
    }

    private static string? Display(Machine machine) =>
        (string?)typeof(Machine).GetProperty("DebuggerDisplay", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(machine);

    private static async Coroutine Two(Inbox<string> inbox)
    {
        await First(inbox);
        await Second(inbox);
        await Third(inbox);
    }

    private static async Coroutine First(Inbox<string> inbox) => await inbox.Expect("a");

    private static async Coroutine Second(Inbox<string> inbox) => await inbox.Expect("b");

    private static async Coroutine Third(Inbox<string> inbox) => await inbox.Expect("c");

    private sealed class Throwing(string when) : IMachineObserver
    {
        public void OnStarted(Machine machine) => Throw("started");

        public void OnFaulted(Machine machine, Exception fault) => Throw("faulted");

        private void Throw(string now)
        {
            if (when == now)
                throw new ArithmeticException();
        }
    }

    private sealed class Log : IMachineObserver
    {
        public List<string> Lines { get; } = [];

        public void OnStarted(Machine machine) => Lines.Add($"started {machine.State}");

        public void OnReceived(Machine machine, object? @event) => Lines.Add($"received {@event}");

        public void OnStateChanged(Machine machine, string from, string to) => Lines.Add($"{from} -> {to}");

        public void OnUnexpected(Machine machine, object? @event) => Lines.Add($"unexpected {@event}");

        public void OnDeferred(Machine machine, object? @event) => Lines.Add($"deferred {@event}");

        public void OnDropped(Machine machine, object? @event) => Lines.Add($"dropped {@event}");

        public void OnEnded(Machine machine) => Lines.Add("ended");

        public void OnFaulted(Machine machine, Exception fault) => Lines.Add($"faulted {fault.GetType().Name}");
    }
}
