using static CoroFsm.Tests.Statecharts.ChartParts;
using Builder = CoroFsm.Statecharts.StatechartBuilder<string, string>;

namespace CoroFsm.Tests.Statecharts;

/// <summary>Charts without a fault that resemble those of <see cref="CompleteFaultTests"/>: they are built.</summary>
public sealed class CorrectChartTests
{
    private static readonly Dictionary<string, Action<Builder>> Correct = new(StringComparer.Ordinal)
    {
        ["regions"] = chart => Regions(chart),
        ["regions with histories"] = chart =>
        {
            Regions(chart).Configure("H").HistoryOf("P", History.Deep);
            chart.Configure("A").InitialTransition("A1");
            chart.Configure("A1").SubstateOf("A");
            chart.Configure("B").InitialTransition("B1");
            chart.Configure("B1").SubstateOf("B");
            chart.Configure("AH").HistoryOf("A", History.Shallow, otherwise: "A1").Do(() => { });
            chart.Configure("BH").HistoryOf("B", History.Deep, otherwise: "B");
            chart.Configure("X").Permit("x", "AH").Fork("BH").Permit("y", "H");
        },
        ["an initial transition to a history"] = chart =>
        {
            chart.Configure("S").InitialTransition("H");
            chart.Configure("H").HistoryOf("S", History.Deep, otherwise: "A");
            chart.Configure("A").SubstateOf("S");
        },
        ["an initial transition to a state further in"] = chart =>
        {
            chart.Configure("S").InitialTransition("B");
            chart.Configure("A").SubstateOf("S").InitialTransition("B");
            chart.Configure("B").SubstateOf("A");
        },
        ["a forked initial transition"] = chart =>
        {
            Regions(chart).Configure("P").SubstateOf("S");
            chart.Configure("S").InitialTransition("A").Fork("B").Do(() => { });
        },
        ["completions"] = chart =>
        {
            Regions(chart).Configure("P").PermitCompleted("X").OnCompleted(() => { });
            foreach (var region in new[] { "A", "B" })
            {
                chart.Configure(region).InitialTransition($"{region}1");
                chart.Configure($"{region}1").SubstateOf(region).Final();
            }
        },
        ["states without an initial transition that only their substates lead to"] = chart =>
        {
            Regions(chart).Configure("X").Permit("x", "S1");
            chart.Configure("S1").SubstateOf("S").Permit("x", "S2");
            chart.Configure("S2").SubstateOf("S");
        },
        ["a state with an action for a completion that cannot happen"] = chart => Nested(chart).Configure("S").OnCompleted(() => { }),
        ["a final state at the top"] = chart => chart.Configure("A").Permit("x", "F").Configure(chart, "F").Final().OnEntry(() => { }),
        ["a loop that a guard ends"] = chart =>
            chart.Configure("A").PermitAlways("B").If(() => true).PermitAlways().Do(() => { }),
        ["a ring with a guard"] = chart =>
            chart.Configure("A").PermitAlways("B").Configure(chart, "B").PermitAlways("A").If(() => false),
        ["a ring that another region ends"] = chart =>
        {
            Regions(chart).Configure("A").InitialTransition("A1");
            chart.Configure("A1").SubstateOf("A").PermitAlways("A2");
            chart.Configure("A2").SubstateOf("A").PermitAlways("A1");
            chart.Configure("B").PermitAlways("X").If(() => true);
        },
        ["a ring that a substate ends"] = chart =>
        {
            Nested(chart).Configure("S").PermitAlways("S").Reenter();
            chart.Configure("A").PermitAlways("X").If(() => true);
        },
        ["a ring through a history"] = chart =>
        {
            Nested(chart).Configure("H").HistoryOf("S", History.Deep);
            chart.Configure("X").PermitAlways("H");
            chart.Configure("A").PermitAlways("X");
        },
        ["timers of different times"] = chart =>
            chart.Configure("A").PermitAfter(TimeSpan.FromSeconds(1), "B").PermitAfter(TimeSpan.FromSeconds(2), "C"),
        ["a timer that starts again"] = chart => chart.Configure("A").PermitAfter(TimeSpan.FromSeconds(1), "A"),
        ["alternatives in order"] = chart =>
        {
            chart.TransitionOrder = TransitionOrder.First;
            chart.Configure("A").Permit("x", "B").If(() => true).Permit("x", "C").If(() => true).Permit("x", "D");
        },
        ["kinds of triggers"] = chart =>
        {
            chart.TransitionOrder = TransitionOrder.First;
            chart.Generalize("x.y", "x").Generalize("x.z", "x").Generalize("x", "*").Configure("A")
                .Permit("x.y", "B").Permit("x", "C").Permit("*", "D");
            chart.Configure("B").OnEntryFrom("x.z", () => { });
        },
        ["a re-entry by name"] = chart => chart.Configure("A").Permit("x", "A").Reenter(),
        ["an exit rule by name"] = chart =>
        {
            Region(Nested(chart)).Configure("S").Permit("in", "B");
            chart.ExitRule = ExitRule.FromSource;
        },
        ["an exit rule that makes no difference"] = chart =>
            Region(Nested(chart)).Configure("S").Permit("out", "X").Permit("again", "A").Reenter().Permit("in", "B"),
    };

    public static TheoryData<string> CorrectCharts => [.. Correct.Keys];

    [Theory]
    [MemberData(nameof(CorrectCharts))]
    public void Build_CorrectChart_HasNoFault(string name)
    {
        Builder chart = new();
        Correct[name](chart);
        Assert.NotNull(chart.Build());
    }

    [Fact]
    public void Build_NestedCompletely_ChecksOnceForEachState()
    {
        // 20,000 states, one in the other: checks that walk from each state to the outermost would not end soon.
        Builder chart = new();
        for (var i = 0; i < 20_000; i++)
            chart.Configure($"{i}").SubstateOf($"{i + 1}");
        Assert.NotNull(chart.Build());
    }
}
