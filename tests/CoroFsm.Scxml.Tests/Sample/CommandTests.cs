namespace CoroFsm.Scxml.Tests.Sample;

/// <summary>The commands of the sample.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Lamp = """
        <state id="off"><transition event="press" target="on"/></state>
        <state id="on">
          <onentry><send event="timeout" delay="2s"/><log label="power" expr="_event.data"/></onentry>
          <transition event="timeout" target="off"/>
          <transition event="break" target="broken"/>
        </state>
        <final id="broken"><donedata><param name="cause" expr="'dropped'"/></donedata></final>
        """;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_WithEventsOfStandardInput_WritesLogAndResult()
    {
        var run = await SampleRun.WithInputAsync("# a comment\n\n press {\"watt\": 40} \nbreak\n", "run", folder.AddDocument("lamp.scxml", Lamp));
        Assert.Equal((0, "power: {\"watt\":40}\nfinal: broken {\"cause\":\"dropped\"}\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Run_WithTrace_WritesEventsTransitionsAndStates()
    {
        var path = folder.AddDocument("lamp.scxml", Lamp);
        var run = await SampleRun.WithInputAsync("press 1\nafter 1s\nafter 1000ms\npress 2", "run", path, "--trace", "--simulated");
        Assert.Equal(
            """
              started
              active off
              event press 1
              off -> on
              send timeout in 00:00:02
            power: 1
              active on
              event timeout
              on -> off
              active off
              event press 2
              off -> on
              send timeout in 00:00:02
            power: 2
              active on
            active: on
              ended

            """,
            run.Output);
    }

    [Theory]
    [InlineData("press {")]
    [InlineData("after")]
    [InlineData("after x")]
    [InlineData("after 1h")]
    public async Task Run_WithALineThatIsNoEvent_SaysSoAndGoesOn(string line)
    {
        var run = await SampleRun.WithInputAsync($"{line}\npress 7\nbreak", "run", folder.AddDocument("lamp.scxml", Lamp));
        Assert.StartsWith($"line 1: '{line}' is no event.", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("power: 7\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfEndlessScript_FailsWithItsPosition()
    {
        var path = folder.AddDocument("endless.scxml", "<state id=\"s\">\n <onentry>\n  <script>while (true);</script>\n </onentry>\n</state>");
        var run = await SampleRun.OfAsync("run", path);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("MaxStatements", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 5, column 3", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfDocumentThatReadsFiles_NeedsTheOption()
    {
        folder.Add("value.json", "{ \"a\": 1 }");
        var path = folder.AddDocument("reader.scxml", """
            <datamodel><data id="value" src="value.json"/></datamodel>
            <final id="end"><donedata><content expr="value"/></donedata></final>
            """);
        var refused = await SampleRun.OfAsync("run", path);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("(3,12): ", refused.Error, StringComparison.Ordinal);
        var run = await SampleRun.OfAsync("run", path, "--src");
        Assert.Equal((0, "final: end {\"a\":1}\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Run_WithHttp_GivesTheSessionAnAddress()
    {
        var path = folder.AddDocument("http.scxml", """
            <state id="s">
              <onentry><send type="basichttp" targetexpr="_ioprocessors['basichttp'].location" event="hello"/></onentry>
              <transition event="hello" target="end"/>
              <transition event="error" target="failed"/>
            </state>
            <final id="end"/>
            <final id="failed"/>
            """);
        Assert.Equal("final: end\n", (await SampleRun.OfAsync("run", path, "--http")).Output);
        Assert.Contains("final: failed\n", (await SampleRun.OfAsync("run", path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfDocuments_ReportsEveryFaultWithItsPosition()
    {
        var good = folder.AddDocument("good.scxml", "<state id=\"s\"/>");
        var bad = folder.AddDocument("bad.scxml", """
            <state id="s">
              <transition event="go" target="missing"/>
              <transition cond="a ===" target="s"/>
              <onentry><script>function (</script></onentry>
            </state>
            """);
        var run = await SampleRun.OfAsync("check", good, bad);
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"{good}: no faults", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.All(["(4,3): ", "(5,3): ", "(6,12): "], position => Assert.Contains(lines, line => line.StartsWith(bad + position, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("graph")]
    public async Task Command_OnAnAbsentFile_IsAFaultOfTheArguments(string command) =>
        Assert.Equal(2, (await SampleRun.OfAsync(command, Path.Combine(folder.Root, "absent.scxml"))).ExitCode);

    [Fact]
    public async Task Graph_InAnUnknownFormat_IsAFaultOfTheArguments() =>
        Assert.Equal(2, (await SampleRun.OfAsync("graph", folder.AddDocument("lamp.scxml", Lamp), "--format", "svg")).ExitCode);

    /// <summary>A suite of our own, with a test that passes, one that fails, one that waits for ever, and one that is absent.</summary>
    [Fact]
    public async Task Conform_OfASuite_WritesATable()
    {
        folder.Add("manifest.xml", """
            <assertions>
              <assert id="1" specnum="3.2"><test id="1" conformance="mandatory" manual="false"/></assert>
              <assert id="2" specnum="3.2"><test id="2" conformance="mandatory" manual="false"/></assert>
              <assert id="3" specnum="6.2"><test id="3" conformance="mandatory" manual="true"/></assert>
              <assert id="4" specnum="6.2"><test id="4" conformance="optional" manual="false"/></assert>
              <assert id="5" specnum="C.3"><test id="5" conformance="optional" manual="false"/></assert>
            </assertions>
            """);
        const string Ends = """<final id="pass"/><final id="fail"/>""";
        folder.AddDocument("ecma/test1a.scxml", $"""<state id="s"><transition target="pass"/></state>{Ends}""");
        folder.AddDocument("ecma/test1b.scxml", $"""<state id="s"><transition cond="true" target="pass"/></state>{Ends}""");
        folder.AddDocument("ecma/test1sub1.scxml", $"""<state id="s"><transition target="fail"/></state>{Ends}""");
        folder.AddDocument("ecma/test2.scxml", $"""<state id="s"><transition target="fail"/></state>{Ends}""");
        folder.AddDocument("manual-as-auto/test3a.scxml", $"""
            <state id="s"><onentry><send event="go" delay="30s"/></onentry><transition event="go" target="pass"/></state>{Ends}
            """);
        folder.AddDocument("ecma/test4.scxml", $"""<state id="s"/>{Ends}""");
        var run = await SampleRun.OfAsync("conform", folder.Root);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            """
            | conformance | assertions | passed | failed | left out |
            | --- | ---: | ---: | ---: | ---: |
            | mandatory, automatic | 2 | 1 | 1 | 0 |
            | mandatory, manual | 1 | 1 | 0 | 0 |
            | optional | 2 | 0 | 1 | 1 |

            | section | passed | failed | left out |
            | --- | --- | --- | --- |
            | 3.2 | 1 | 2 |  |
            | 6.2 | 3 | 4 |  |
            | C.3 |  |  | 5 |

            2: The session ends in fail.

            4: The session waits in s.

            """,
            run.Output);
    }

    [Fact]
    public async Task Conform_OfAFolderWithoutManifest_IsAFault() =>
        Assert.Equal(2, (await SampleRun.OfAsync("conform", folder.Root)).ExitCode);
}
