using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>A graph of a chart in each format: the phone, and a chart with one of each kind of transition.</summary>
public sealed class GraphTextTests
{
    private const string TimerActions = "entry / phone.Log(#34;timer on#34;)<br/>exit / phone.Log(#34;timer off#34;)";

    private const string TheEnd = "the_x0020_end_x003A__x0020_really";

    private static readonly Statechart<string, string> Kinds = Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Outer").InitialTransition("Inner").PermitReentry("again");
        chart.Configure("Inner")
            .SubstateOf("Outer")
            .OnEntryFrom("choose", () => { }, "greet")
            .Ignore("noise")
            .Permit("leave \"now\"", "the end: really").If(() => DateTime.UnixEpoch.Year > 1, "a && b")
            .PermitDynamic("choose", () => "Outer", ["Outer", "the end: really"])
            .PermitDynamic("jump", () => "Outer");
        chart.Configure("the end: really");
    });

    private static readonly StateGraph Phone = StateGraph.Of(Statecharts.Phone.Chart, Statecharts.Phone.State.OffHook);

    [Fact]
    public void Mermaid_Phone_EqualsGolden() => Assert.Equal(
        $$"""
        stateDiagram-v2
            [*] --> OffHook
            OffHook
            state "Ringing" as Ringing
            Ringing : entry from Dial / phone.Callee = number
            state "Connected<br/>{{TimerActions}}<br/>SetVolume / phone.Volume = volume" as Connected {
                state "OnHold" as OnHold
                OnHold : entry / phone.Log(#34;music#34;)
                OnHold : exit / phone.Log(#34;silence#34;)
            }
            Destroyed
            OffHook --> Ringing : Dial [number.Length #62; 0] / phone.Log(#36;#34;dialling #123;number#125;#34;)
            Ringing --> OffHook : HangUp
            Ringing --> Connected : Answer
            Connected --> OffHook : HangUp
            Connected --> OnHold : Hold
            OnHold --> Connected : Resume
            OnHold --> Destroyed : Hurl [phone.IsCheap]

        """.ReplaceLineEndings("\n"),
        Phone.ToMermaid());

    [Fact]
    public void Dot_Phone_EqualsGolden() => Assert.Equal(
        """
        digraph "" {
            compound=true;
            node [shape=box, style=rounded];
            "OffHook" [label="OffHook"];
            "Ringing" [label="Ringing\nentry from Dial / phone.Callee = number"];
            subgraph "cluster_Connected" {
                label="Connected\nentry / phone.Log(\"timer on\")\nexit / phone.Log(\"timer off\")\nSetVolume / phone.Volume = volume";
                "Connected.point" [shape=point, width=0.08];
                "OnHold" [label="OnHold\nentry / phone.Log(\"music\")\nexit / phone.Log(\"silence\")"];
            }
            "Destroyed" [label="Destroyed"];
            "[*]" [shape=point, width=0.08];
            "[*]" -> "OffHook";
            "OffHook" -> "Ringing" [label="Dial [number.Length > 0] / phone.Log($\"dialling {number}\")"];
            "Ringing" -> "OffHook" [label="HangUp"];
            "Ringing" -> "Connected.point" [label="Answer", lhead="cluster_Connected"];
            "Connected.point" -> "OffHook" [label="HangUp", ltail="cluster_Connected"];
            "Connected.point" -> "OnHold" [label="Hold"];
            "OnHold" -> "Connected.point" [label="Resume"];
            "OnHold" -> "Destroyed" [label="Hurl [phone.IsCheap]"];
        }

        """.ReplaceLineEndings("\n"),
        Phone.ToDot());

    [Fact]
    public void Scxml_Phone_EqualsGolden() => Assert.Equal(
        """
        <scxml xmlns:c="urn:corofsm" version="1.0" datamodel="csharp" initial="OffHook" xmlns="http://www.w3.org/2005/07/scxml">
          <state id="OffHook">
            <transition event="Dial" cond="number.Length &gt; 0" target="Ringing">
              <script>phone.Log($"dialling {number}")</script>
            </transition>
          </state>
          <state id="Ringing">
            <onentry>
              <if cond="_event.name == &quot;Dial&quot;">
                <script>phone.Callee = number</script>
              </if>
            </onentry>
            <transition event="HangUp" target="OffHook" />
            <transition event="Answer" target="Connected" />
          </state>
          <state id="Connected" initial="Connected.itself">
            <onentry>
              <script>phone.Log("timer on")</script>
            </onentry>
            <onexit>
              <script>phone.Log("timer off")</script>
            </onexit>
            <transition event="SetVolume">
              <script>phone.Volume = volume</script>
            </transition>
            <transition event="HangUp" target="OffHook" />
            <transition event="Hold" target="OnHold" type="internal" c:exitRule="FromCurrentState" />
            <state id="Connected.itself" />
            <state id="OnHold">
              <onentry>
                <script>phone.Log("music")</script>
              </onentry>
              <onexit>
                <script>phone.Log("silence")</script>
              </onexit>
              <transition event="Resume" target="Connected.itself" />
              <transition event="Hurl" cond="phone.IsCheap" target="Destroyed" />
            </state>
          </state>
          <state id="Destroyed" />
        </scxml>

        """.ReplaceLineEndings("\n"),
        Phone.ToScxml());

    [Fact]
    public void Table_Phone_EqualsGolden() => Assert.Equal(
        """
        state              trigger    guard              to                action
        -----------------  ---------  -----------------  ----------------  -------------------------------
        OffHook (initial)  Dial       number.Length > 0  Ringing           phone.Log($"dialling {number}")
        Ringing            HangUp                        OffHook
                           Answer                        Connected
        Connected          SetVolume                     (stays)           phone.Volume = volume
                           HangUp                        OffHook
                           Hold                          Connected/OnHold
        Connected/OnHold   Resume                        Connected
                           Hurl       phone.IsCheap      Destroyed
        Destroyed

        """.ReplaceLineEndings("\n"),
        Phone.ToString());

    [Fact]
    public void Mermaid_EachKind_EqualsGolden() => Assert.Equal(
        """
        stateDiagram-v2
            state Outer {
                [*] --> Inner
                state "Inner" as Inner
                Inner : entry from choose / greet
                Inner : noise ignored
            }
            state "the end#58; really" as s2
            Outer --> Outer : again
            Inner --> s2 : leave #34;now#34; [a #38;#38; b]
            Inner --> Outer : choose by #34;Outer#34;
            Inner --> s2 : choose by #34;Outer#34;
            state "?" as anywhere
            Inner --> anywhere : jump by #34;Outer#34;

        """.ReplaceLineEndings("\n"),
        StateGraph.Of(Kinds).ToMermaid());

    [Fact]
    public void Dot_EachKind_EqualsGolden() => Assert.Equal(
        """
        digraph "" {
            compound=true;
            node [shape=box, style=rounded];
            subgraph "cluster_Outer" {
                label="Outer";
                "Outer.point" [shape=point, width=0.08];
                "Inner" [label="Inner\nentry from choose / greet\nnoise ignored"];
                "Outer.point" -> "Inner";
            }
            "s2" [label="the end: really"];
            "?" [label="?", shape=plaintext];
            "Outer.point" -> "Outer.point" [label="again"];
            "Inner" -> "s2" [label="leave \"now\" [a &amp;&amp; b]"];
            "Inner" -> "Outer.point" [label="choose by \"Outer\""];
            "Inner" -> "s2" [label="choose by \"Outer\""];
            "Inner" -> "?" [label="jump by \"Outer\""];
        }

        """.ReplaceLineEndings("\n"),
        StateGraph.Of(Kinds).ToDot());

    [Fact]
    public void Scxml_EachKind_EqualsGolden() => Assert.Equal(
        $$"""
        <scxml xmlns:c="urn:corofsm" version="1.0" datamodel="csharp" xmlns="http://www.w3.org/2005/07/scxml">
          <state id="Outer" initial="Inner">
            <transition event="again" target="Outer" />
            <state id="Inner">
              <onentry>
                <if cond="_event.name == &quot;choose&quot;">
                  <script>greet</script>
                </if>
              </onentry>
              <transition event="noise" />
              <transition event="leave_x0020__x0022_now_x0022_" cond="a &amp;&amp; b" target="the_x0020_end_x003A__x0020_really" />
              <transition event="choose" cond="(&quot;Outer&quot;) is Outer" target="Inner" c:kind="dynamic" />
              <transition event="choose" cond="(&quot;Outer&quot;) is the end: really" target="{{TheEnd}}" c:kind="dynamic" />
              <transition event="jump" c:kind="dynamic" c:selector="&quot;Outer&quot;" />
            </state>
          </state>
          <state id="the_x0020_end_x003A__x0020_really" c:name="the end: really" />
        </scxml>

        """.ReplaceLineEndings("\n"),
        StateGraph.Of(Kinds).ToScxml());

    [Fact]
    public void Table_EachKind_EqualsGolden() => Assert.Equal(
        """
        state            trigger      guard   to                          action
        ---------------  -----------  ------  --------------------------  ------
        Outer            (initial)            Outer/Inner
                         again                (re-enters)
        Outer/Inner      noise                (ignored)
                         leave "now"  a && b  the end: really
                         choose               Outer by "Outer"
                         choose               the end: really by "Outer"
                         jump                 ? by "Outer"
        the end: really

        """.ReplaceLineEndings("\n"),
        StateGraph.Of(Kinds).ToString());

    [Fact]
    public void Of_StateNotInChart_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StateGraph.Of(Kinds, "nowhere"));

    [Fact]
    public void Nodes_OfChart_NameSuperstatesAndActions()
    {
        var hold = Phone.Nodes.Single(node => node.Name == "OnHold");
        Assert.Equal("Connected", hold.Superstate!.Name);
        Assert.Equal("Connected/OnHold", hold.Path);
        Assert.Equal(["phone.Log(\"music\")"], hold.EntryActions);
        Assert.Equal(["phone.Log(\"silence\")"], hold.ExitActions);
        Assert.Equal(["from Dial / phone.Callee = number"], Phone.Nodes[1].EntryActions);
        Assert.Null(StateGraph.Of(Kinds).Initial);
    }
}
