using CoroFsm.Diagnostics;
using CoroFsm.Scxml.Tests.Conformance;
using CoroFsm.Statecharts;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>A graph that is written as SCXML and loaded again is the same graph.</summary>
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
                chart.Generalize("power", "*").Generalize("demo", "*").Generalize("play", "*").Generalize("mute", "*").Generalize("noise", "*");
                chart.Generalize("restart", "*").Generalize("eject", "*");
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

    /// <summary>What SCXML writes in another way is the same from then on.</summary>
    [Fact]
    public void Chart_WithParts_ThatScxmlDoesNotHave_IsTheSameFromTheSecondTimeOn()
    {
        var graph = StateGraph.Of(
            Statechart.Build<string, string>(chart =>
            {
                chart.Configure("S").InitialTransition("A").PermitCompleted("X");
                chart.Configure("A").SubstateOf("S").PermitAfter(TimeSpan.FromSeconds(3), "B").OnEntryFrom("go", () => { }, "Go()");
                chart.Configure("B").SubstateOf("S").Final();
                chart.Configure("X").Permit("go", "S").PermitDynamic("any", () => "S", ["S", "X"]);
            }),
            "S");
        var loaded = Loaded(graph);
        Assert.Equal(graph.Nodes.Select(node => node.Path), loaded.Nodes.Select(node => node.Path));
        AssertSame(loaded, Loaded(loaded));
    }

    [Fact]
    public void Examples_OfTheSample_AreTheSameAgain() =>
        Assert.NotEqual(0, CheckFolder(Path.Combine(AppContext.BaseDirectory, "examples")));

    [Fact]
    public void Documents_OfTheW3C_AreTheSameAgain()
    {
        Assert.SkipWhen(ConformanceTests.Root is null, "The tests of the W3C are not here.");
        Assert.InRange(CheckFolder(ConformanceTests.Root), 200, int.MaxValue);
    }

    private static int CheckFolder(string folder)
    {
        var count = 0;
        foreach (var file in Directory.GetFiles(folder, "*.scxml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (TryLoad(file) is not { } document)
                continue;
            var graph = Of(document);
            Assert.True(graph.ToString() == Loaded(graph).ToString(), $"{file}:\n{graph}\n{Loaded(graph)}");
            AssertSame(graph, Loaded(graph));
            count++;
        }

        return count;
    }

    private static ScxmlDocument? TryLoad(string file)
    {
        using var stream = File.OpenRead(file);
        try
        {
            return ScxmlDocument.Load(stream);
        }
        catch (InvalidScxmlException)
        {
            return null;
        }
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
