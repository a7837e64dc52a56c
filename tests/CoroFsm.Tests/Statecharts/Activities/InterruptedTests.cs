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
    public void Run_MachineIsClosedInAnAction_LeavesTheChartAfterwards()
    {
        Machine<string>? machine = null;
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").OnExit(() => log.Add("left")).PermitAfter(TimeSpan.FromSeconds(1), "B")
                .InternalTransition("stop", () => machine!.Dispose());
            chart.Configure("B").OnEntry(() => log.Add("B"));
        });
        machine = Machine.Start<string>(inbox => chart.Run(inbox, "A"), new MachineOptions { TimeProvider = time });

        machine.Send("stop");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["left"], log);
    }

    [Fact]
    public void Run_MachineWithAClock_MeasuresStateTimersByIt()
    {
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitAfter(TimeSpan.FromSeconds(1), "B");
            chart.Configure("B").OnEntry(() => log.Add("B"));
        });
        using var machine = Machine.Start<string>(inbox => chart.Run(inbox, "A"), new MachineOptions { TimeProvider = time });

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["B"], log);
        Assert.EndsWith("B", machine.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_EndIsDeferredAndTheStateIsLeft_IsIgnored()
    {
        var work = new TaskCompletionSource();
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            chart.Configure("A").Invoke(_ => work.Task, done: "done").Permit("go", "B");
            chart.Configure("B").InternalTransition("done", () => log.Add("late"));
        }).Enter("A");

        work.SetResult();
        machine.Fire("go");

        Assert.Equal("B", machine.State);
        Assert.Empty(log);
    }

    [Fact]
    public void Work_EndIsDeferredInItsState_IsHandledWhenAnotherRegionAllowsIt()
    {
        var work = new TaskCompletionSource();
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            chart.Configure("On").Parallel();
            chart.Configure("A").SubstateOf("On").Invoke(_ => work.Task, done: "done");
            chart.Configure("B").SubstateOf("On").InitialTransition("B1");
            chart.Configure("B1").SubstateOf("B").Permit("go", "B2");
            chart.Configure("B2").SubstateOf("B").InternalTransition("done", () => log.Add("done"));
        }).Enter("On");

        work.SetResult();
        Assert.Empty(log);
        machine.Fire("go");

        Assert.Equal(["done"], log);
    }

    [Fact]
    public void Raise_ByAnObserverForEver_ThrowsInsteadOfHanging()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.MaxQueued = 1_000;
            chart.Configure("A").Ignore("go");
            chart.Configure("End").Final();
        }).Enter("A", observer: new Raiser());

        Assert.Throws<EndlessTransitionsException>(() => machine.Fire("go"));
    }

    [Fact]
    public void OnUnhandledTrigger_AfterExit_NamesTheStateThatWasLeftLast()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.OnUnhandledTrigger((state, trigger) => log.Add($"{trigger} in {state}"));
            chart.Configure("First").Permit("go", "P");
            chart.Configure("P").InitialTransition("Q");
            chart.Configure("Q").SubstateOf("P").Final();
        }).Enter("P");

        machine.Exit();
        machine.Fire("go");

        Assert.Equal(["go in P"], log);
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

    private sealed class Raiser : IStatechartObserver<string, string>
    {
        public void OnHandling(IStateMachine<string, string> machine, TriggerOccurrence<string> occurrence) => machine.Raise("again");
    }
}
