namespace CoroFsm.Scxml.Tests.Sample;

/// <summary>The examples of the sample: they have no faults, do what they say, and can be drawn.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Names => ["microwave", "calculator", "tic-tac-toe"];

    [Theory]
    [InlineData("microwave", "microwave: ready after 5 s|active: oven engine off door closed")]
    [InlineData("calculator", "0|2|2|3|5|4|20|0|7|7.|7.5|7.5|-0|-3|-0|-2|-3.75|0|1|1|0|error|0|final: switchedOff")]
    [InlineData(
        "tic-tac-toe",
        "board: X.. ... ...|not free: 1|board: XO. ... ...|board: XO. X.. ...|board: XO. XO. ...|board: XO. XO. X..|game: X has won|"
        + "board: ... .O. ...|board: X.. .O. ...|board: X.O .O. ...|board: X.O .O. X..|board: X.O OO. X..|board: X.O OOX X..|"
        + "board: XOO OOX X..|board: XOO OOX XX.|board: XOO OOX XXO|game: a draw|final: closed")]
    public async Task Run_OfExampleWithItsEvents_WritesItsLog(string name, string expected)
    {
        var run = await SampleRun.OfAsync("run", PathOf($"{name}.scxml"), "--events", PathOf($"{name}.txt"), "--simulated");
        Assert.Equal((0, expected.Replace('|', '\n') + "\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Check_OfExample_FindsNoFaults(string name)
    {
        var run = await SampleRun.OfAsync("check", PathOf($"{name}.scxml"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith($"{name}.scxml: no faults\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("microwave", "mermaid", "stateDiagram-v2", "cooking")]
    [InlineData("microwave", "dot", "digraph", "cooking")]
    [InlineData("microwave", "scxml", "<parallel", "id=\"cooking\"")]
    [InlineData("microwave", "table", "door.open", "cooking")]
    [InlineData("calculator", "mermaid", "stateDiagram-v2", "negative")]
    [InlineData("calculator", "dot", "digraph", "negative")]
    [InlineData("calculator", "scxml", "<final", "id=\"negative\"")]
    [InlineData("calculator", "table", "clear.entry", "negative")]
    [InlineData("tic-tac-toe", "mermaid", "stateDiagram-v2", "drawn")]
    [InlineData("tic-tac-toe", "dot", "digraph", "drawn")]
    [InlineData("tic-tac-toe", "scxml", "<final", "id=\"drawn\"")]
    [InlineData("tic-tac-toe", "table", "again", "drawn")]
    public async Task Graph_OfExample_IsInTheFormat(string name, string format, string form, string state)
    {
        var run = await SampleRun.OfAsync("graph", PathOf($"{name}.scxml"), "--format", format);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(form, run.Output, StringComparison.Ordinal);
        Assert.Contains(state, run.Output, StringComparison.Ordinal);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "examples", name);
}
