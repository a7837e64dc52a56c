using CoroFsm.Statecharts.Backends;

namespace CoroFsm.Stateless.Tests.Backends;

/// <summary>The parts of a chart that Stateless does not have: a backend sees them, and this one refuses them by name.</summary>
public sealed class ExtensionTests
{
    private static readonly Statechart<string, string> Player = Statechart.Build<string, string>(chart =>
    {
        chart.Generalize("error.io", "error");
        chart.TransitionOrder = TransitionOrder.First;
        chart.MaxMicrosteps = 7;
        chart.Configure("On").Parallel().PermitCompleted("Off").OnCompleted(() => { }, "beep").Permit("error", "Off");
        chart.Configure("Transport").SubstateOf("On").InitialTransition("Stopped").Do(() => { }, "rewind");
        chart.Configure("Stopped").SubstateOf("Transport")
            .PermitAfter(TimeSpan.FromMinutes(30), "Ended").If(() => false, "idle")
            .PermitAlways("Ended").If(() => true, "empty").Reenter();
        chart.Configure("Ended").SubstateOf("Transport").Final();
        chart.Configure("Sound").SubstateOf("On").InitialTransition("Loud");
        chart.Configure("Loud").SubstateOf("Sound").Invoke(_ => Task.CompletedTask, "power", "error", "play");
        chart.Configure("Silent").SubstateOf("Sound").Final();
        chart.Configure("OnAgain").HistoryOf("On", History.Deep).Do(() => { }, "greet");
        chart.Configure("Off").Permit("power", "OnAgain").Permit("demo", "Ended").Fork("Loud");
    });

    [Fact]
    public void DeclaredChart_CompleteChart_ShowsEveryPart()
    {
        DeclaredChart<string, string> chart = new(Player);
        Assert.Equal((TransitionOrder.First, ExitRule.FromSource, 7), (chart.TransitionOrder, chart.ExitRule, chart.MaxMicrosteps));
        Assert.True(chart.IsKindOf("error.io", "error"));
        Assert.True(chart.IsKindOf("error", "error"));
        Assert.False(chart.IsKindOf("error", "error.io"));

        var on = chart.Find("On")!;
        Assert.True(on.IsParallel);
        Assert.Equal("beep", Assert.Single(on.CompletionActions).Text);
        Assert.Null(on.InitialTransition);
        Assert.Equal(TransitionCause.Completed, on.Transitions[0].Cause);
        Assert.Throws<InvalidOperationException>(() => on.Transitions[0].Trigger);
        Assert.Equal("On -> Off : PermitCompleted", on.Transitions[0].ToString());
        Assert.Equal("On -> Off : error", on.Transitions[1].ToString());

        var initial = chart.Find("Transport")!.InitialTransition!;
        Assert.Equal(("Stopped", "rewind"), (initial.Destination!.State, Assert.Single(initial.Actions).Text));
        Assert.Equal(TransitionCause.Initial, initial.Cause);

        var timer = chart.Find("Stopped")!.Transitions[0];
        Assert.Equal((TransitionCause.Timer, TimeSpan.FromMinutes(30)), (timer.Cause, timer.Delay));
        Assert.False(timer.Holds("power", context: null));
        Assert.Equal("Ended", timer.Select("power", context: null).State);
        Assert.True(chart.Find("Stopped")!.Transitions[1] is { Cause: TransitionCause.Always, IsExternal: true });
        Assert.True(chart.Find("Ended")!.IsFinal);

        var history = chart.Find("OnAgain")!;
        Assert.Equal((History.Deep, "On"), (history.History, history.Superstate!.State));
        Assert.Equal("greet", Assert.Single(history.InitialTransition!.Actions).Text);
        Assert.Null(on.History);
        var work = Assert.Single(chart.Find("Loud")!.InvokedWork);
        Assert.Equal("play", work.Text);
        Assert.Equal("power", work.TriggerOf(work.Start(context: null, CancellationToken.None))!.Value.Trigger);
        Assert.Equal("error", work.TriggerOf(Task.FromException(new IOException()))!.Value.Trigger);
        Assert.Equal(["Ended", "Loud"], chart.Find("Off")!.Transitions[1].Destinations.Select(state => state.State));
    }

    [Fact]
    public void StartOnStateless_CompleteChart_NamesEveryPart()
    {
        var error = Assert.Throws<NotSupportedException>(() => Player.StartOnStateless("Off"));
        Assert.Equal(
            "Stateless cannot run this chart: state On is parallel; state On has an action that runs when it completes; "
            + "state On has a transition that is taken when it completes; state Off has a transition to several states; "
            + "state Transport has an initial transition with an action; state Stopped has a transition that is taken after a time; "
            + "state Stopped has a transition without a trigger; state Stopped has an external transition to Ended; "
            + "state Ended is final; state Loud invokes work; state Silent is final; state OnAgain is a history of On; trigger error.io is a kind of error; "
            + "transitions of one state are taken in the order of their declaration (TransitionOrder.First). "
            + "Start the chart on its own engine, or remove these parts.",
            error.Message);
    }

    [Fact]
    public void StartOnStateless_DeepInitialTransition_IsRefused()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').InitialTransition('C');
            chart.Configure('B').SubstateOf('A').InitialTransition('C');
            chart.Configure('C').SubstateOf('B');
        });
        Assert.Contains(
            "state A has an initial transition to C, which is not its direct substate",
            Assert.Throws<NotSupportedException>(() => chart.StartOnStateless('A')).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void StartOnStateless_ExitRuleFromSource_IsRefusedWhereItMatters()
    {
        Assert.Equal(
            "Stateless cannot run this chart: state S, trigger i to A, leaves states by ExitRule.FromSource; "
            + "state A, trigger u to S, leaves states by ExitRule.FromSource. Start the chart on its own engine, or remove these parts.",
            Assert.Throws<NotSupportedException>(() => Build(ExitRule.FromSource, within: true).StartOnStateless('A')).Message);
        Assert.Equal('X', Fired(Build(ExitRule.FromSource, within: false)));
        Assert.Equal('X', Fired(Build(ExitRule.FromCurrentState, within: true)));
        Assert.Equal('X', Fired(Build(rule: null, within: true)));

        static char Fired(Statechart<char, char> chart)
        {
            var machine = chart.StartOnStateless('A');
            machine.Fire('x');
            return machine.State;
        }

        static Statechart<char, char> Build(ExitRule? rule, bool within) => Statechart.Build<char, char>(chart =>
        {
            chart.ExitRule = rule;
            chart.Configure('S').Permit('x', 'X').PermitReentry('r');
            chart.Configure('A').SubstateOf('S').Permit('b', 'B');
            chart.Configure('B').SubstateOf('S');
            if (within)
            {
                chart.Configure('S').Permit('i', 'A');
                chart.Configure('A').Permit('u', 'S');
            }
        });
    }
}
