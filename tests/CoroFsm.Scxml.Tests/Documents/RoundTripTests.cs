using CoroFsm.Diagnostics;
using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Statecharts;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>A chart that is written as SCXML and loaded has the same graph.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Documents { get; } =
    [
        "<state id='a'><transition event='x.* y' cond=\"In('a')\" target='b'><raise event='z'/></transition></state><final id='b'/>",
        "<state id='s'><onentry><log label='in'/></onentry><onexit><log label='out'/></onexit><initial><transition target='b'>"
            + "<raise event='x'/>"
            + "</transition></initial><state id='a'/><state id='b'><transition target='a'/></state></state>",
        "<parallel id='p'><transition event='done.state.p' target='s'/><state id='q'><final id='f'/></state><state id='r'><state id='t'/>"
            + "<history id='h' type='deep'><transition target='t'/></history></state></parallel><state id='s'>"
            + "<transition event='back' target='h'/>"
            + "<transition event='*' target='f t'/></state>",
        "<state id='s'><transition event='in' type='internal' target='a'/><transition event='out' target='a'/><transition event='stay'/>"
            + "<transition cond=\"In('b')\"><raise event='z'/></transition><state id='a'/><state id='b'><invoke id='i' src='x'/></state>"
            + "</state>",
        "<state id='s'><transition event='*' target='f'/></state><final id='f'/>",
        "<state><transition event='error.execution' target='f'/><state/></state><final id='f'/>",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Graph_OfADocument_IsTheSameAfterARoundTrip(string content) => Check(Doc.Load(content));

    /// <summary>What SCXML has no element for becomes what it means in SCXML; from then on the graph stays the same.</summary>
    [Fact]
    public void Graph_OfAChart_LoadsAndStaysTheSame()
    {
        var chart = Statechart.Build<string, string>(builder =>
        {
            builder.OnUnhandledTrigger(Unhandled.Ignore);
            builder.Generalize("key.up", "key");
            builder.Configure("on").Parallel().Permit("power", "off").PermitCompleted("off").OnCompleted(static () => { }, "beep()");
            builder.Configure("transport").SubstateOf("on").InitialTransition("stopped").Do(static () => { }, "rewind()");
            builder.Configure("stopped").SubstateOf("transport").Permit("play", "playing").If(static () => true,
                "has < tape").Ignore("stop");
            builder.Configure("playing").SubstateOf("transport").PermitAfter(TimeSpan.FromMinutes(30), "done").Permit("key",
                "stopped").If(static () => true, "stops")
                .InternalTransitionIf("key.up", static () => true, static () => { }, "louder()")
                .Invoke(static _ => Task.CompletedTask, "ended", "broken", "Stream()").Permit("ended", "done").Permit("broken", "stopped");
            builder.Configure("done").SubstateOf("transport").Final();
            builder.Configure("sound").SubstateOf("on").InitialTransition("loud");
            builder.Configure("still").SubstateOf("sound").Final();
            builder.Configure("loud").SubstateOf("sound").Permit("mute", "muted").OnEntry(static () => { },
                "volume = 1").OnExit(static () => { }, "x()");
            builder.Configure("muted").SubstateOf("sound").PermitAlways("loud").If(static () => false, "late").PermitReentry("again");
            builder.Configure("again on").HistoryOf("on", History.Deep);
            builder.Configure("off").Permit("resume", "again on").Permit("both", "playing").Fork("muted").Permit("any", "on");
        });
        var graph = StateGraph.Of(chart, "off");
        var document = ScxmlDocument.Load(graph.ToScxml());
        var loaded = StateGraph.Of(document.Chart, document.InitialState);
        Assert.Equal(States(graph), States(loaded));
        Assert.Equal(Triggered(graph), Triggered(loaded).Where(static edge => !edge.Contains("done.state", StringComparison.Ordinal)));
        Check(document);
    }

    private static IEnumerable<string> States(StateGraph graph) => graph.Nodes.Select(static node =>
        $"{node.Name} in {node.Superstate?.Name}, {node.IsParallel} {node.IsFinal} {node.History} {node.InitialSubstate?.Name}");

    /// <summary>Timers and completions are events of SCXML, so only what triggers cause is compared.</summary>
    private static IEnumerable<string> Triggered(StateGraph graph) => graph.Edges
        .Where(static edge => edge.Cause is TransitionCause.Trigger && !edge.Trigger.StartsWith("timer.", StringComparison.Ordinal))
        .Select(static edge => $"{edge.From.Name} {edge.Trigger} [{edge.Guard}] {edge.Action} -> {edge.To?.Name}");

    internal static void Check(ScxmlDocument document)
    {
        var graph = StateGraph.Of(document.Chart, document.InitialState);
        var text = graph.ToScxml();
        var loaded = ScxmlDocument.Load(text);
        var again = StateGraph.Of(loaded.Chart, loaded.InitialState);
        Assert.Equal(graph.ToMermaid(), again.ToMermaid());
        Assert.Equal(graph.ToDot(), again.ToDot());
        Assert.Equal(text, again.ToScxml());
    }
}
