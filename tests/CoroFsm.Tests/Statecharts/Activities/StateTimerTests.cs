using CoroFsm.Testing;

namespace CoroFsm.Tests.Statecharts.Activities;

/// <summary>Transitions that are taken when a state has been active for a certain time.</summary>
public sealed class StateTimerTests
{
    private readonly SimulatedTime time = new();

    [Fact]
    public void PermitAfter_TimeElapsed_TakesTheTransition()
    {
        var machine = Lamp().Enter("On", timeProvider: time);

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("On", machine.State);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Off", machine.State);
    }

    [Fact]
    public void PermitAfter_StateLeftBefore_NeverTakesTheTransition()
    {
        var machine = Lamp().Enter("On", timeProvider: time);

        machine.Fire("break");
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("Broken", machine.State);
    }

    [Fact]
    public void PermitAfter_StateEnteredAgain_CountsFromTheNewEntry()
    {
        var machine = Lamp().Enter("On", timeProvider: time);

        time.Advance(TimeSpan.FromSeconds(20));
        machine.Fire("touch");
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("On", machine.State);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("Off", machine.State);
    }

    [Fact]
    public void PermitAfter_GuardDoesNotHold_WaitsForTheNextEntry()
    {
        var isTired = false;
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("Awake").PermitAfter(TimeSpan.FromSeconds(1), "Asleep").If(() => isTired).PermitReentry("stretch");
            chart.Configure("Asleep");
        }).Enter("Awake", timeProvider: time);

        time.Advance(TimeSpan.FromSeconds(2));
        isTired = true;
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Awake", machine.State);
        machine.Fire("stretch");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Asleep", machine.State);
    }

    [Fact]
    public void PermitAfter_SuperstateWithTimer_EndsTheStayOfItsSubstates()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("Session").InitialTransition("Reading").PermitAfter(TimeSpan.FromMinutes(1), "Expired");
            chart.Configure("Reading").SubstateOf("Session").Permit("next", "Writing");
            chart.Configure("Writing").SubstateOf("Session").Permit("next", "Reading");
            chart.Configure("Expired");
        }).Enter("Session", timeProvider: time);

        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(19));
            machine.Fire("next");
        }

        Assert.Equal("Writing", machine.State);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("Expired", machine.State);
    }

    [Fact]
    public void Exit_TimerRuns_NothingIsDueAfterwards()
    {
        var log = new List<string>();
        var machine = Lamp(log).Enter("On", timeProvider: time);

        machine.Exit();
        time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(machine.States);
        Assert.Equal(["on", "left"], log);
    }

    [Fact]
    public void Timer_DueWhileATriggerIsHandled_IsHandledAfterwards()
    {
        List<string> log = [];
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A")
                .InternalTransition("work", () => { time.Advance(TimeSpan.FromSeconds(2)); log.Add("worked"); })
                .PermitAfter(TimeSpan.FromSeconds(1), "B");
            chart.Configure("B").OnEntry(() => log.Add("B"));
        }).Enter("A", timeProvider: time);

        machine.Fire("work");

        Assert.Equal(["worked", "B"], log);
    }

    [Fact]
    public void Timer_ActionFails_TheObserverIsNotified()
    {
        var observer = new Failures();
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitAfter(TimeSpan.FromSeconds(1), "B");
            chart.Configure("B").OnEntry(() => throw new FormatException("broken"));
        }).Enter("A", observer: observer, timeProvider: time);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<FormatException>(observer.Error);
        Assert.Equal("B", machine.State);
    }

    [Fact]
    public void Timer_ActionFailsWithoutObserver_ThrowsFromTheTimeProvider()
    {
        Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitAfter(TimeSpan.FromSeconds(1), "B");
            chart.Configure("B").OnEntry(() => throw new FormatException("broken"));
        }).Enter("A", timeProvider: time);

        Assert.Throws<FormatException>(() => time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Timer_QueuedTriggerFailsFirst_IsStillHandled()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A")
                .InternalTransition("fail", () =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    throw new FormatException();
                })
                .PermitAfter(TimeSpan.FromSeconds(1), "B");
            chart.Configure("B");
        }).Enter("A", timeProvider: time);

        Assert.Throws<FormatException>(() => machine.Fire("fail"));
        time.Advance(TimeSpan.Zero);

        Assert.Equal("B", machine.State);
    }

    [Fact]
    public void Fire_FromManyThreadsWithTimers_EveryTriggerIsHandledOnce()
    {
        const int PerThread = 2_000;
        var handled = 0;
        var machine = Statechart.Build<string, string>(chart => chart.Configure("A")
            .InternalTransition("add", () => handled++)
            .PermitAfter(TimeSpan.FromTicks(1), "A").Reenter().Do(() => handled += 0)).Enter("A");

        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < PerThread; i++)
                machine.Fire("add");
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        machine.Exit();

        Assert.Equal(4 * PerThread, handled);
    }

    private static Statechart<string, string> Lamp(List<string>? log = null) => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("On")
            .OnEntry(() => log?.Add("on")).OnExit(() => log?.Add("left"))
            .PermitAfter(TimeSpan.FromSeconds(30), "Off")
            .PermitReentry("touch")
            .Permit("break", "Broken");
        chart.Configure("Off").Permit("touch", "On");
        chart.Configure("Broken");
    });

    private sealed class Failures : IStatechartObserver<string, string>
    {
        internal Exception? Error { get; private set; }

        public void OnFailed(IStateMachine<string, string> machine, Exception error) => Error = error;
    }
}
