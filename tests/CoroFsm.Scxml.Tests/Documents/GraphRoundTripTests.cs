using CoroFsm.Diagnostics;
using CoroFsm.Statecharts;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>A chart whose parts are all parts of SCXML has the same graph after a round trip, in every format.</summary>
public sealed class GraphRoundTripTests
{
    [Fact]
    public void Chart_WithEveryPartOfScxml_IsTheSameAgain()
    {
        var graph = StateGraph.Of(
            Statechart.Build<string, string>(chart =>
            {
                chart.ExitRule = ExitRule.FromSource;
                chart.TransitionOrder = TransitionOrder.First;
                chart.Generalize("error.disk", "error").Generalize("error", "*");
                chart.Generalize("power", "*").Generalize("demo", "*").Generalize("play", "*").Generalize("mute", "*");
                chart.Generalize("noise", "*").Generalize("restart", "*").Generalize("eject", "*");
                chart.Configure("Off")
                    .OnEntry(() => { }, "Click()").OnEntry(() => { }, "Sleep()").OnExit(() => { }, "Wake()")
                    .Permit("power", "OnAgain")
                    .Permit("demo", "Playing").Fork("Muted").Do(() => { }, "Demo()")
                    .Ignore("noise")
                    .InternalTransition("*", () => { }, "Count()");
                chart.Configure("On").Parallel().Permit("error.disk", "Off").If(() => true, "IsFull() && !IsLate()").Permit("error", "Off");
                chart.Configure("Transport").SubstateOf("On")
                    .InitialTransition("Stopped").Do(() => { }, "Rewind()")
                    .Permit("eject", "Stopped")
                    .Permit("restart", "Playing").Reenter()
                    .PermitReentry("power").If(() => true, "IsStuck()");
                chart.Configure("Stopped").SubstateOf("Transport").Permit("play", "Playing");
                chart.Configure("Playing").SubstateOf("Transport")
                    .PermitAlways("Ended").If(() => false, "AtEnd()")
                    .PermitAlways().If(() => false, "IsSlow()").Do(() => { }, "Buffer()");
                chart.Configure("Ended").SubstateOf("Transport").Final();
                chart.Configure("Sound").SubstateOf("On").InitialTransition("Loud");
                chart.Configure("Loud").SubstateOf("Sound").Permit("mute", "Muted");
                chart.Configure("Muted").SubstateOf("Sound").Final();
                chart.Configure("OnAgain").HistoryOf("On", History.Deep, otherwise: "Playing");
                chart.Configure("SoundAgain").HistoryOf("Sound", History.Shallow, otherwise: "Muted").Do(() => { }, "Hush()");
            }),
            "Off");
        AssertSame(graph, Loaded(graph));
    }

    private static StateGraph<string, string> Loaded(StateGraph graph) => Of(ScxmlDocument.Load(graph.ToScxml()));

    private static StateGraph<string, string> Of(ScxmlDocument document) => StateGraph.Of(document.Chart, document.InitialState);

    private static void AssertSame(StateGraph expected, StateGraph actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        Assert.Equal(expected.ToScxml(), actual.ToScxml());
        Assert.Equal(expected.ToMermaid(), actual.ToMermaid());
        Assert.Equal(expected.ToDot(), actual.ToDot());
    }
}
