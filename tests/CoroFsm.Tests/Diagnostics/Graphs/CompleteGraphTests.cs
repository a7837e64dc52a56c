using System.Globalization;
using System.Xml.Linq;
using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>A graph of a chart with regions, history, final states and transitions without a trigger, in each format.</summary>
public sealed class CompleteGraphTests
{
    private static readonly StateGraph<Mode, string> Player = StateGraph.Of(
        Statechart.Build<Mode, string>(chart =>
        {
            chart.ExitRule = ExitRule.FromSource;
            chart.Generalize("error.disk", "error");
            chart.Configure(Mode.Off).Permit("power", Mode.OnAgain).Permit("demo", Mode.Playing).Fork(Mode.Muted).Do(() => { }, "Demo()");
            chart.Configure(Mode.On).Parallel()
                .OnCompleted(() => { }, "Beep()")
                .PermitCompleted(Mode.Off)
                .Permit("error", Mode.Off);
            chart.Configure(Mode.Transport).SubstateOf(Mode.On)
                .Permit("eject", Mode.Stopped)
                .Permit("restart", Mode.Playing).Reenter()
                .InitialTransition(Mode.Stopped).Do(() => { }, "Rewind()");
            chart.Configure(Mode.Stopped).SubstateOf(Mode.Transport)
                .Permit("play", Mode.Playing)
                .PermitAfter(TimeSpan.FromMinutes(30), Mode.Ended);
            chart.Configure(Mode.Playing).SubstateOf(Mode.Transport)
                .Invoke(
                    (string disk, CancellationToken token) => Task.FromResult(disk.Length),
                    new TriggerWithParameter<string, int>("end"),
                    new TriggerWithParameter<string, Exception>("error"),
                    "Stream(disk)")
                .PermitAlways(Mode.Ended).If(() => false, "AtEnd()")
                .PermitAlways().If(() => false, "IsSlow()").Do(() => { }, "Buffer()");
            chart.Configure(Mode.Ended).SubstateOf(Mode.Transport).Final();
            chart.Configure(Mode.Sound).SubstateOf(Mode.On).InitialTransition(Mode.Loud);
            chart.Configure(Mode.Loud).SubstateOf(Mode.Sound).Permit("mute", Mode.Muted);
            chart.Configure(Mode.Muted).SubstateOf(Mode.Sound).Final();
            chart.Configure(Mode.OnAgain).HistoryOf(Mode.On, History.Deep);
            chart.Configure(Mode.SoundAgain).HistoryOf(Mode.Sound, History.Shallow, otherwise: Mode.Muted).Do(() => { }, "Hush()");
        }),
        Mode.Off);

    internal enum Mode
    {
        Off,
        On,
        Transport,
        Stopped,
        Playing,
        Ended,
        Sound,
        Loud,
        Muted,
        OnAgain,
        SoundAgain,
    }

    [Fact]
    public void Mermaid_Player_EqualsGolden() => Assert.Equal(
        """
        stateDiagram-v2
            [*] --> Off
            Off
            state "On<br/>parallel<br/>completed / Beep()" as On {
                state "OnAgain" as OnAgain
                OnAgain : deep history
                state Transport {
                    [*] --> Stopped : #47; Rewind()
                    Stopped
                    state "Playing" as Playing
                    Playing : always [IsSlow()] / Buffer()
                    Ended
                    Ended --> [*]
                }
                --
                state Sound {
                    [*] --> Loud
                    Loud
                    Muted
                    state "SoundAgain" as SoundAgain
                    SoundAgain : shallow history
                    Muted --> [*]
                }
            }
            Off --> OnAgain : power
            state split <<fork>>
            Off --> split : demo / Demo()
            split --> Playing
            split --> Muted
            On --> Off : completed
            On --> Off : error
            Transport --> Stopped : eject
            Transport --> Playing : restart (external)
            Stopped --> Playing : play
            Stopped --> Ended : after 30 min
            Playing --> Ended : always [AtEnd()]
            Loud --> Muted : mute
            SoundAgain --> Muted : otherwise / Hush()

        """.ReplaceLineEndings("\n"),
        Player.ToMermaid());

    [Fact]
    public void Dot_Player_EqualsGolden() => Assert.Equal(
        """
        digraph "" {
            compound=true;
            node [shape=box, style=rounded];
            "Off" [label="Off"];
            subgraph "cluster_On" {
                label="On\nparallel\ncompleted / Beep()";
                "On.point" [shape=point, width=0.08];
                subgraph "cluster_Transport" {
                    label="Transport";
                    style=dashed;
                    "Transport.point" [shape=point, width=0.08];
                    "Stopped" [label="Stopped"];
                    "Playing" [label="Playing\nalways [IsSlow()] / Buffer()"];
                    "Ended" [label="Ended", peripheries=2];
                    "Transport.point" -> "Stopped" [label="/ Rewind()"];
                }
                subgraph "cluster_Sound" {
                    label="Sound";
                    style=dashed;
                    "Sound.point" [shape=point, width=0.08];
                    "Loud" [label="Loud"];
                    "Muted" [label="Muted", peripheries=2];
                    "SoundAgain" [label="SoundAgain\nshallow history", shape=ellipse];
                    "Sound.point" -> "Loud";
                }
                "OnAgain" [label="OnAgain\ndeep history", shape=ellipse];
            }
            "[*]" [shape=point, width=0.08];
            "[*]" -> "Off";
            "Off" -> "OnAgain" [label="power"];
            "fork" [label="", shape=box, style=filled, fillcolor=black, height=0.05];
            "Off" -> "fork" [label="demo / Demo()"];
            "fork" -> "Playing";
            "fork" -> "Muted";
            "On.point" -> "Off" [label="completed", ltail="cluster_On"];
            "On.point" -> "Off" [label="error", ltail="cluster_On"];
            "Transport.point" -> "Stopped" [label="eject"];
            "Transport.point" -> "Playing" [label="restart (external)"];
            "Stopped" -> "Playing" [label="play"];
            "Stopped" -> "Ended" [label="after 30 min"];
            "Playing" -> "Ended" [label="always [AtEnd()]"];
            "Loud" -> "Muted" [label="mute"];
            "SoundAgain" -> "Muted" [label="otherwise / Hush()"];
        }

        """.ReplaceLineEndings("\n"),
        Player.ToDot());

    [Fact]
    public void Scxml_Player_EqualsGolden() => Assert.Equal(
        """
        <scxml xmlns:c="urn:corofsm" version="1.0" datamodel="csharp" initial="Off" xmlns="http://www.w3.org/2005/07/scxml">
          <state id="Off">
            <transition event="power" target="OnAgain" />
            <transition event="demo" target="Playing Muted">
              <script>Demo()</script>
            </transition>
          </state>
          <parallel id="On">
            <c:oncompleted>Beep()</c:oncompleted>
            <transition event="done.state.On" target="Off" />
            <transition event="error" target="Off" />
            <state id="Transport">
              <initial>
                <transition target="Stopped">
                  <script>Rewind()</script>
                </transition>
              </initial>
              <transition event="eject" target="Stopped" type="internal" />
              <transition event="restart" target="Playing" />
              <state id="Stopped">
                <onentry c:timer="1800s">
                  <send event="timer.Stopped.1" id="timer.Stopped.1" delay="1800s" />
                </onentry>
                <onexit c:timer="1800s">
                  <cancel sendid="timer.Stopped.1" />
                </onexit>
                <transition event="play" target="Playing" />
                <transition event="timer.Stopped.1" target="Ended" c:after="1800s" />
              </state>
              <state id="Playing">
                <transition cond="AtEnd()" target="Ended" />
                <transition cond="IsSlow()">
                  <script>Buffer()</script>
                </transition>
              </state>
              <final id="Ended" />
            </state>
            <state id="Sound" initial="Loud">
              <state id="Loud">
                <transition event="mute" target="Muted" />
              </state>
              <final id="Muted" />
              <history id="SoundAgain" type="shallow">
                <transition target="Muted">
                  <script>Hush()</script>
                </transition>
              </history>
            </state>
            <history id="OnAgain" type="deep">
              <transition target="Transport Sound" />
            </history>
          </parallel>
        </scxml>

        """.ReplaceLineEndings("\n"),
        Player.ToScxml());

    [Fact]
    public void Table_Player_EqualsGolden() => Assert.Equal(
        """
        state                                  trigger         guard     to                                    action
        -------------------------------------  --------------  --------  ------------------------------------  --------
        Off (initial)                          power                     On/OnAgain
                                               demo                      On/Transport/Playing, On/Sound/Muted  Demo()
        On (parallel)                          (completed)               Off
                                               error                     Off
                                               (completed)               (stays)                               Beep()
        On/Transport                           (initial)                 On/Transport/Stopped                  Rewind()
                                               eject                     On/Transport/Stopped
                                               restart                   On/Transport/Playing (external)
        On/Transport/Stopped                   play                      On/Transport/Playing
                                               (after 30 min)            On/Transport/Ended
        On/Transport/Playing                   (always)        AtEnd()   On/Transport/Ended
                                               (always)        IsSlow()  (stays)                               Buffer()
        On/Transport/Ended (final)
        On/Sound                               (initial)                 On/Sound/Loud
        On/Sound/Loud                          mute                      On/Sound/Muted
        On/Sound/Muted (final)
        On/OnAgain (deep history)              (otherwise)               On
        On/Sound/SoundAgain (shallow history)  (otherwise)               On/Sound/Muted                        Hush()

        """.ReplaceLineEndings("\n"),
        Player.ToString());

    [Fact]
    public void Graph_OfChart_HasItsTypes()
    {
        StateGraphNode<Mode> initial = Player.Initial!;
        Assert.Equal(Mode.Off, initial.State);
        var transport = Player.Nodes.Single(node => node.State is Mode.Transport);
        Assert.Equal((Mode.On, Mode.Stopped), (transport.Superstate!.State, transport.InitialSubstate!.State));

        var demo = Player.Edges.Single(edge => edge is { Cause: TransitionCause.Trigger, Trigger: "demo" });
        Assert.Equal((Mode.Off, Mode.Playing), (demo.From.State, demo.To!.State));
        Assert.Equal([Mode.Playing, Mode.Muted], demo.Targets.Select(target => target.State));
        var timer = Player.Edges.Single(edge => edge.Cause is TransitionCause.Timer);
        Assert.Equal(TimeSpan.FromMinutes(30), timer.Delay);
        Assert.Throws<InvalidOperationException>(() => timer.Trigger);
        Assert.Equal("", ((StateGraphEdge)timer).Trigger);
        Assert.Equal(ExitRule.FromSource, Player.ExitRule);
    }

    [Fact]
    public void Graph_UntypedView_IsTheSameGraph()
    {
        StateGraph graph = Player;
        Assert.Equal(Player.Nodes, graph.Nodes);
        Assert.Equal(Player.Edges, graph.Edges);
        Assert.Same(Player.Initial, graph.Initial);
        Assert.Equal(
            ["OnAgain", "SoundAgain"], graph.Nodes.Where(node => node.History is not null).Select(node => node.Name).Order());
        Assert.Equal("On", Assert.Single(graph.Nodes, node => node.IsParallel).Path);
        Assert.Equal(["On/Sound/Muted", "On/Transport/Ended"], graph.Nodes.Where(node => node.IsFinal).Select(node => node.Path).Order());
    }

    [Fact]
    public void Edge_SelfTransitionThatReenters_IsReentry()
    {
        var graph = StateGraph.Of(Statechart.Build<char, char>(chart => chart.Configure('A').Permit('x', 'A').Reenter()));
        Assert.Equal(TransitionKind.Reentry, Assert.Single(graph.Edges).Kind);
    }

    [Theory]
    [InlineData("00:00:00", "after 0 s", "0s")]
    [InlineData("00:00:00.25", "after 250 ms", "0.25s")]
    [InlineData("00:00:30", "after 30 s", "30s")]
    [InlineData("00:01:30.5", "after 1 min 30.5 s", "90.5s")]
    [InlineData("49.00:00:00", "after 49 d", "4233600s")]
    [InlineData("1.02:03:04.0000001", "after 1 d 2 h 3 min 4.0000001 s", "93784.0000001s")]
    public void Timer_AnyDelay_IsWrittenWithUnits(string delay, string text, string css)
    {
        var graph = StateGraph.Of(Statechart.Build<char, char>(
            chart => chart.Configure('A').PermitAfter(TimeSpan.Parse(delay, CultureInfo.InvariantCulture), 'B')));
        Assert.Equal($"A -> B: {text}", Assert.Single(graph.Edges).ToString());
        Assert.Contains($"delay=\"{css}\"", graph.ToScxml(), StringComparison.Ordinal);
    }

    /// <summary>A dot is written as it is where it means the same in SCXML; other kinds of triggers are listed.</summary>
    [Fact]
    public void Scxml_KindsOfTriggers_MeanTheSame()
    {
        var graph = StateGraph.Of(Statechart.Build<string, string>(chart =>
        {
            chart.TransitionOrder = TransitionOrder.First;
            chart.Generalize("coin.50", "coin").Generalize("coin", "*").Generalize("token", "coin");
            chart.Generalize("a.b", "*").Generalize("a", "*");
            chart.Configure("A").Permit("coin.50", "B").Permit("coin", "B").Permit("a.b", "B").Permit("*", "B");
        }));
        Assert.Equal(
            ["coin.50", "coin token", "a_x002E_b", "*"],
            XDocument.Parse(graph.ToScxml()).Descendants().Attributes("event").Select(name => name.Value));
        var plain = StateGraph.Of(Statechart.Build<string, string>(chart => chart.Configure("A").Permit("a.b", "B").Permit("*", "B")));
        Assert.Equal(
            ["a_x002E_b", "_x002A_"], XDocument.Parse(plain.ToScxml()).Descendants().Attributes("event").Select(name => name.Value));
    }
}
