using static CoroFsm.Tests.Statecharts.ChartParts;
using Builder = CoroFsm.Statecharts.StatechartBuilder<string, string>;

namespace CoroFsm.Tests.Statecharts;

/// <summary>
/// Faults of regions, final states, history, and transitions without a trigger: each is found, placed, and comes with its cure.
/// </summary>
public sealed class CompleteFaultTests
{
    private const string CompleteChart = "In a chart in which state P is parallel, ";

    /// <summary>A chart with one fault each, and what it is reported as.</summary>
    private static readonly Dictionary<string, (Action<Builder> Declare, string Fault)> Faulty = new(StringComparer.Ordinal)
    {
        ["parallel without substates"] = (
            chart => chart.Configure("P").Parallel(),
            "State P is parallel, but has no substates, which would be its regions. "
                + "Call SubstateOf(P) on its regions, or remove Parallel."),
        ["parallel with an initial transition"] = (
            chart => Regions(chart).Configure("P").InitialTransition("A"),
            "State P is parallel and has an initial transition to A, but all its regions are entered. "
                + "Give each region an initial transition, or remove Parallel."),
        ["final with everything"] = (
            chart =>
            {
                chart.Configure("F").Final().Invoke(_ => Task.CompletedTask, text: "sleep").InitialTransition("A")
                    .Permit("x", "B").PermitAfter(TimeSpan.FromSeconds(90), "B");
                chart.Configure("A").SubstateOf("F");
            },
            "State F is final, and has the substate A, the initial transition to A, the work sleep, the transition to B at trigger x, "
                + "the transition to B at PermitAfter(00:01:30). A final state has neither substates nor transitions nor work: "
                + "remove Final or the rest, or declare the transition in a superstate."),
        ["final and parallel"] = (
            chart =>
            {
                chart.Configure("F").Final().Parallel();
                chart.Configure("A").SubstateOf("F");
            },
            "State F is final, and has Parallel, the substate A. "),
        ["final region"] = (
            chart => Regions(chart).Configure("A").Final(),
            "State A is final, and a region of P. A region completes with a final substate: call Final on a substate of A."),
        ["history with everything"] = (
            chart => Nested(chart).Configure("H").HistoryOf("S", History.Shallow)
                .Permit("x", "A").OnEntry(() => { }, "enter").OnExit(() => { }, "leave").OnCompleted(() => { }, "complete"),
            "State H is a history pseudo-state, and has the transition to A at trigger x, the entry action enter, the exit action leave, "
                + "the completion action complete. No machine is ever in a pseudo-state: declare the rest in another state, "
                + "or call Do on HistoryOf for its first transition."),
        ["history with substates and an initial transition"] = (
            chart =>
            {
                Nested(chart).Configure("H").HistoryOf("S", History.Shallow).InitialTransition("C");
                chart.Configure("C").SubstateOf("H");
            },
            "State H is a history pseudo-state, and has the substate C, the initial transition to C. "),
        ["final history"] = (
            chart => Nested(chart).Configure("H").HistoryOf("S", History.Shallow).Final(),
            "State H is a history pseudo-state, and has Final. "),
        ["history of a leaf"] = (
            chart => chart.Configure("H").HistoryOf("S", History.Deep),
            "State H is a history of S, which has no substates. Call SubstateOf(S) on its substates, or name another state."),
        ["history of a history"] = (
            chart =>
            {
                Nested(chart).Configure("H").HistoryOf("S", History.Deep);
                chart.Configure("G").HistoryOf("H", History.Deep);
            },
            "State G is a history of H, which is a history pseudo-state itself. Name the state whose substates it recalls."),
        ["history without anything to enter first"] = (
            chart =>
            {
                chart.Configure("A").SubstateOf("S");
                chart.Configure("H").HistoryOf("S", History.Deep);
            },
            "State H is a history of S, which has no initial transition: the first time, there is nothing to enter. "
                + "Name a substate as otherwise, or call InitialTransition on S."),
        ["history that begins elsewhere"] = (
            chart => Nested(chart).Configure("H").HistoryOf("S", History.Deep, otherwise: "X"),
            "State H is a history of S, but leads to X the first time, which is not a substate of it. Name a substate of S as otherwise."),
        ["history twice"] = (
            chart => Nested(chart).Configure("H").HistoryOf("S", History.Deep).HistoryOf("S", History.Shallow),
            "State H is a history of S and of S. Keep one HistoryOf, and declare another pseudo-state for the other history."),
        ["history in another superstate"] = (
            chart => Nested(chart).Configure("H").SubstateOf("Q").HistoryOf("S", History.Deep),
            "State H is a history of S, and a substate of Q. "
                + "HistoryOf makes it a substate of the state that it recalls: remove SubstateOf."),
        ["no kind of history"] = (
            chart => Nested(chart).Configure("H").HistoryOf("S", (History)7),
            "State H: 7 is no kind of history. Use Shallow or Deep."),
        ["history with a guard"] = (
            chart => Nested(chart).Configure("H").HistoryOf("S", History.Deep).If(() => true, "known"),
            "State H: the first transition of a history has a guard (known), but it is always taken. Remove If."),
        ["history that leads to itself"] = (
            chart =>
            {
                chart.Configure("S").InitialTransition("H");
                chart.Configure("H").HistoryOf("S", History.Deep);
                chart.Configure("A").SubstateOf("S");
            },
            "State H leads to itself the first time: H to S to H. Name a substate as otherwise."),
        ["initial transition with a guard"] = (
            chart =>
            {
                chart.Configure("S").InitialTransition("A").If(() => true, "ready");
                chart.Configure("A").SubstateOf("S");
            },
            "State S: the initial transition to A has a guard (ready), but it is always taken. "
                + "Remove If, or choose with PermitAlways and If in the initial substate."),
        ["initial transition to elsewhere"] = (
            chart => chart.Configure("S").InitialTransition("A"),
            "State S has the initial substate A, which is not one of its substates. Call Configure(A).SubstateOf(S), or name a substate."),
        ["two initial transitions"] = (
            chart => Nested(chart).Configure("S").InitialTransition("B"),
            "State S has the initial substates A and B. Keep one InitialTransition, or use Fork for substates in several regions."),
        ["region without an initial transition"] = (
            chart => Regions(chart).Configure("A1").SubstateOf("A"),
            "State A has substates but no initial transition, and is a region of P. " + CompleteChart
                + "a state with substates is entered together with one of them. Add Configure(A).InitialTransition."),
        ["destination without an initial transition"] = (
            chart =>
            {
                Regions(chart).Configure("A").Permit("x", "S");
                chart.Configure("S1").SubstateOf("S");
            },
            "State S has substates but no initial transition, and is the destination of trigger x in A. "),
        ["recalled state without an initial transition"] = (
            chart =>
            {
                Nested(chart).Configure("H").HistoryOf("S", History.Shallow);
                chart.Configure("B1").SubstateOf("B");
            },
            "State B has substates but no initial transition, and is recalled by the history H. "),
        ["endless ring"] = (
            chart =>
            {
                chart.Configure("A").PermitAlways("B");
                chart.Configure("B").PermitAlways("C");
                chart.Configure("C").PermitAlways("A");
            },
            "State A, PermitAlways: transitions without a trigger and without a guard lead back to it, so they are taken without end: "
                + "A to B, B to C, C to A. Add If to one of them."),
        ["endless through a superstate"] = (
            chart => Nested(chart).Configure("S").PermitAlways("S").Reenter(),
            "State S, PermitAlways: transitions without a trigger and without a guard lead back to it, so they are taken without end: "
                + "S to S. Add If to one of them."),
        ["endless in a region"] = (
            chart =>
            {
                Regions(chart).Configure("A").InitialTransition("A1");
                chart.Configure("A1").SubstateOf("A").PermitAlways("A2");
                chart.Configure("A2").SubstateOf("A").PermitAlways("A1");
            },
            "State A1, PermitAlways: transitions without a trigger and without a guard lead back to it, "),
        ["endless internal"] = (
            chart => chart.Configure("A").PermitAlways().Do(() => { }),
            "State A, PermitAlways: the transition has no guard and leaves no state, so it is taken without end. "
                + "Add If with a guard that its action makes false, or name a destination."),
        ["completion of a leaf"] = (
            chart => chart.Configure("A").PermitCompleted("B"),
            "State A has PermitCompleted, but never completes: it has no substates. "
                + "Call Final on the substate that completes it, or remove PermitCompleted."),
        ["completion without a final substate"] = (
            chart => Nested(chart).Configure("S").PermitCompleted("X"),
            "State S has PermitCompleted, but never completes: none of its substates is final. "),
        ["completion of a parallel state whose region has no substates"] = (
            chart =>
            {
                Regions(chart).Configure("P").PermitCompleted("X");
                chart.Configure("B").InitialTransition("B1");
                chart.Configure("B1").SubstateOf("B").Final();
            },
            "State P has PermitCompleted, but never completes: region A has no substates. "),
        ["completion of a parallel state whose inner region never ends"] = (
            chart =>
            {
                Regions(chart).Configure("P").PermitCompleted("X");
                chart.Configure("A").Parallel();
                chart.Configure("A1").SubstateOf("A").InitialTransition("A2");
                chart.Configure("A2").SubstateOf("A1");
                chart.Configure("B").InitialTransition("B1");
                chart.Configure("B1").SubstateOf("B").Final();
            },
            "State P has PermitCompleted, but never completes: no substate of region A1 is final. "),
        ["unreachable after an eventless transition"] = (
            chart => chart.Configure("A").PermitAlways("B").PermitAlways("C").If(() => true).PermitAlways("D"),
            "State A, PermitAlways: the transition to B has no guard, so that those declared after it (to C, to D) are never taken. "
                + "Give it a guard, or declare it last."),
        ["unreachable after a timer"] = (
            chart => chart.Configure("A").PermitAfter(TimeSpan.FromSeconds(1), "B").PermitAfter(TimeSpan.FromSeconds(1), "C"),
            "State A, PermitAfter(00:00:01): the transition to B has no guard, so that those declared after it (to C) are never taken. "),
        ["ambiguous with the general trigger"] = (
            chart => chart.Generalize("x.y", "x").Configure("A").Permit("x.y", "C").Permit("x", "B"),
            "State A, trigger x.y: it is a kind of x, and there are 2 transitions (to C, to B), none of which has a guard. "
                + "Give each a guard, so that they exclude each other, or remove all but one, or set TransitionOrder.First."),
        ["fork into the same region"] = (
            chart =>
            {
                Regions(chart).Configure("A").InitialTransition("A1");
                chart.Configure("A1").SubstateOf("A");
                chart.Configure("A2").SubstateOf("A");
                chart.Configure("X").Permit("x", "A1").Fork("B", "A2");
            },
            "State X, trigger x: A1 and A2 are destinations of one transition, but both are in A, which is in one of its substates only. "
                + "Name states in different regions of a parallel state."),
        ["fork into a superstate"] = (
            chart => Regions(chart).Configure("X").Permit("x", "A").Fork("P"),
            "State X, trigger x: A and P are destinations of one transition, but P contains the other. "),
        ["fork into a substate"] = (
            chart => Regions(chart).Configure("X").Permit("x", "P").Fork("A"),
            "State X, trigger x: P and A are destinations of one transition, but P contains the other. "),
        ["fork to the same state"] = (
            chart => Regions(chart).Configure("X").Permit("x", "A").Fork("A"),
            "State X, trigger x: A and A are destinations of one transition, but exclude each other or are the same. "),
        ["fork to unrelated states"] = (
            chart => chart.Configure("X").Permit("x", "A").Fork("B"),
            "State X, trigger x: A and B are destinations of one transition, but no state contains both. "),
        ["fork of a history with a substate"] = (
            chart =>
            {
                Regions(chart).Configure("H").HistoryOf("P", History.Deep);
                chart.Configure("X").Permit("x", "H").Fork("A");
            },
            "State X, trigger x: H and A are destinations of one transition, but H contains the other. "),
        ["fork of an internal transition"] = (
            chart => Regions(chart).Configure("X").InternalTransition("x", () => { }).Fork("A"),
            "State X, trigger x: the transition is internal, and has Fork. "
                + "Only a transition with a declared destination has further ones: use Permit, or remove Fork."),
        ["internal transition that re-enters"] = (
            chart => chart.Configure("X").Ignore("x").Reenter(),
            "State X, trigger x: the transition is ignored and has Reenter, but leaves no state. Use PermitReentry, or remove Reenter."),
        ["kinds in a ring"] = (
            chart => chart.Generalize("x", "y").Generalize("y", "z").Generalize("z", "y").Configure("A").Ignore("x"),
            "Trigger y is a kind of itself: y is a z is a y. Remove one Generalize."),
        ["a kind of two"] = (
            chart => chart.Generalize("x", "y").Generalize("x", "z").Configure("A").Ignore("x"),
            "Trigger x is a kind of y and of z. A trigger has one general trigger: keep one Generalize."),
        ["a kind with another parameter"] = (
            chart => chart.Generalize("x", "y").Generalize("y", "z").Configure("A")
                .InternalTransition(new TriggerWithParameter<string, int>("x"), _ => { })
                .Configure(chart, "B").InternalTransition(new TriggerWithParameter<string, string>("z"), _ => { }),
            "Trigger x carries a System.Int32, but is a kind of z, which carries a System.String. "
                + "Declare both with the same type, or remove Generalize."),
        ["no order"] = (
            chart =>
            {
                chart.TransitionOrder = (TransitionOrder)7;
                chart.Configure("A");
            },
            "7 is no order of transitions. Use Exclusive or First."),
        ["no exit rule"] = (
            chart =>
            {
                chart.ExitRule = (ExitRule)7;
                chart.Configure("A");
            },
            "7 is no exit rule. Use FromCurrentState or FromSource, or null for the default."),
        ["Stateless's exit rule in a complete chart"] = (
            chart => Regions(chart).ExitRule = ExitRule.FromCurrentState,
            "The chart sets ExitRule.FromCurrentState, but state P is parallel. "
                + "That rule is for charts that Stateless could run: set ExitRule.FromSource, or remove the part."),
        ["transitions that mean something else by default"] = (
            chart =>
            {
                Region(Nested(chart)).Configure("S").Permit("in", "B").Permit("in further", "B1")
                    .Permit("out", "X").PermitDynamic("any", () => "B");
                chart.Configure("B").InitialTransition("B1").Permit("up", "S");
                chart.Configure("B1").SubstateOf("B");
            },
            CompleteChart + "the states that a transition leaves are counted from the state that declares it, "
                + "and not from the current state. This matters to state S, trigger in to B; state S, trigger in further to B1; "
                + "state S, trigger any dynamic; state B, trigger up to S. "
                + "Set ExitRule.FromSource if that is meant, or name other destinations."),
    };

    public static TheoryData<string> FaultyCharts => [.. Faulty.Keys];

    [Theory]
    [MemberData(nameof(FaultyCharts))]
    public void Build_OneFault_NamesItWithPlaceAndCure(string name)
    {
        var (declare, fault) = Faulty[name];
        Builder chart = new();
        declare(chart);
        var error = Assert.Throws<InvalidStatechartException>(chart.Build);
        var found = Assert.Single(error.Faults);
        if (fault.EndsWith(' '))
            Assert.StartsWith(fault, found, StringComparison.Ordinal);
        else
            Assert.Equal(fault, found);
        Assert.EndsWith(".", found, StringComparison.Ordinal);
    }
}
