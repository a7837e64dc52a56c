using CoroFsm.Testing;

namespace CoroFsm.Tests.Statecharts.Activities;

/// <summary>Timers and work of instances in which something has failed, and of instances that have ended.</summary>
public sealed class InterruptedTests
{
    private readonly SimulatedTime time = new();
    private readonly List<string> log = [];

    [Fact]
    public void Timer_FailureLeftATransitionToBeTaken_IsNotTakenFromTheStateThatIsLeft()
    {
        var isDue = false;
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitAlways("B").If(() => isDue).PermitAfter(TimeSpan.FromSeconds(1), "C")
                .InternalTransition("fail", () =>
                {
                    isDue = true;
                    throw new FormatException();
                });
            chart.Configure("B");
            chart.Configure("C");
        }).Enter("A", timeProvider: time);

        Assert.Throws<FormatException>(() => machine.Fire("fail"));
        Assert.Throws<InvalidOperationException>(machine.Snapshot);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("B", machine.State);
    }

    [Fact]
    public void Work_FailureLeftATransitionToBeTaken_IsNotTakenFromTheStateThatIsLeft()
    {
        var isDue = false;
        var work = new TaskCompletionSource();
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitAlways("B").If(() => isDue).Invoke(_ => work.Task, done: "done")
                .InternalTransition("fail", () =>
                {
                    isDue = true;
                    throw new FormatException();
                });
            chart.Configure("B").Permit("done", "C");
            chart.Configure("C");
        }).Enter("A");

        Assert.Throws<FormatException>(() => machine.Fire("fail"));
        work.SetResult();

        Assert.Equal("B", machine.State);
    }

    [Fact]
    public void Enter_EntryActionFails_NoTimerOfTheInstanceRuns()
    {
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").OnEntry(() => throw new FormatException()).PermitAfter(TimeSpan.FromSeconds(1), "B");
            chart.Configure("B").OnEntry(() => log.Add("B"));
        });

        Assert.Throws<FormatException>(() => chart.Enter("A", timeProvider: time));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(log);
    }

    [Fact]
    public void Fire_TransitionFails_StartsTheWorkOfTheStateThatIsEntered()
    {
        var work = new TaskCompletionSource();
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("Idle").Permit("go", "Loading").Do(() => throw new FormatException());
            chart.Configure("Loading").Invoke(_ => work.Task, done: "loaded").Permit("loaded", "Ready");
            chart.Configure("Ready");
        }).Enter("Idle");

        Assert.Throws<FormatException>(() => machine.Fire("go"));
        work.SetResult();

        Assert.Equal("Ready", machine.State);
    }

    [Fact]
    public void Fire_CancellationCallbacksThrow_TheTransitionIsCompleted()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").Permit("go", "B");
            foreach (var name in new[] { "first", "second" })
            {
                chart.Configure("A").Invoke(cancellationToken =>
                {
                    cancellationToken.Register(() => throw new FormatException(name));
                    return new TaskCompletionSource().Task;
                });
            }

            chart.Configure("B").Permit("back", "A");
        }).Enter("A");

        var error = Assert.Throws<AggregateException>(() => machine.Fire("go"));

        Assert.Equal("first", error.InnerException!.Message);
        Assert.Equal("B", machine.State);
        machine.Fire("back");
        Assert.Equal("A", machine.State);
    }

    [Fact]
    public void Run_MachineIsClosed_LeavesTheChartAndCancelsItsWork()
    {
        CancellationToken token = default;
        var chart = Statechart.Build<string, string>(chart => chart.Configure("A").OnExit(() => log.Add("left")).Invoke(given =>
        {
            token = given;
            return new TaskCompletionSource().Task;
        }).Ignore("go"));
        var machine = Machine.Start<string>(inbox => chart.Run(inbox, "A"));

        machine.Send("go");
        machine.Dispose();

        Assert.Equal(["left"], log);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void OnEntryFrom_GeneralTrigger_RunsForSpecificOnes()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Generalize("error.disk", "error").Configure("A").Permit("error", "B");
            chart.Configure("B").OnEntryFrom("error", () => log.Add("failed"));
        }).Enter("A");

        machine.Fire("error.disk");

        Assert.Equal(["failed"], log);
    }

    [Fact]
    public void GetPermittedTriggers_OfRegions_NamesThoseOfInnermostStatesFirst()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("On").Parallel().Permit("off", "Off");
            chart.Configure("A").SubstateOf("On").InitialTransition("A1").Permit("a", "Off");
            chart.Configure("A1").SubstateOf("A").Ignore("inner");
            chart.Configure("B").SubstateOf("On").InternalTransition("b", () => { }).If(() => true).Ignore("b").If(() => true);
            chart.Configure("Off");
        }).Enter("On");

        Assert.Equal(["inner", "a", "off", "b"], machine.GetPermittedTriggers());
    }

    [Fact]
    public async Task Run_TimersAndEventsOnSeveralThreads_NeverWaitForEachOther()
    {
        var count = 0;
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitAfter(TimeSpan.FromTicks(1), "B").InternalTransition("go", () => count++);
            chart.Configure("B").PermitAfter(TimeSpan.FromTicks(1), "A").InternalTransition("go", () => count++);
        });
        var machine = Machine.Start<string>(
            inbox => chart.Run(inbox, "A"), new MachineOptions { Synchronized = true });

        var senders = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
                machine.Send("go");
        })).ToArray();

        await Task.WhenAll(senders).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        machine.Dispose();
        Assert.Equal(2_000, count);
    }
}
