using System.Text.RegularExpressions;
using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>Mermaid displays every name and text unchanged, at every position.</summary>
public sealed partial class MermaidDisplayTests
{
    private const int StatesPerDiagram = 10;

    [Fact]
    public Task Texts_Random_AreDisplayedUnchanged() => AssertDisplayed(DisplayedGraphs.Texts(2000), DisplayedGraphs.Of);

    [Fact]
    public Task CompleteCharts_RandomTexts_AreDisplayedUnchanged() =>
        AssertDisplayed(DisplayedGraphs.Texts(500), DisplayedGraphs.OfCompleteChart);

    [Fact]
    public async Task Keywords_OfMermaid_AreDisplayedUnchanged()
    {
        var library = await File.ReadAllTextAsync(MermaidBrowser.LibraryOrSkip(), TestContext.Current.CancellationToken);
        var words = LexerRule().Matches(library).SelectMany(rule => Word().Matches(rule.Value)).Select(word => word.Value)
            .Concat(
                [
                    "root", "constructor", "prototype", "__proto__", "toString", "toLocaleString", "valueOf", "hasOwnProperty",
                    "isPrototypeOf", "propertyIsEnumerable", "stateDiagram", "undefined", "null", "NaN",
                ])
            .Distinct(StringComparer.Ordinal).ToArray();
        Assert.Contains("accTitle", words);
        string[] texts = [.. words.SelectMany(word => new[] { word, $"{word}_start", $"{word}_end", $"{word}direction" })];
        await AssertDisplayed(texts, DisplayedGraphs.Of);
    }

    private static async Task AssertDisplayed(string[] texts, Func<string[], StateGraph> graphOf)
    {
        var graphs = texts.Chunk(StatesPerDiagram).Select(graphOf).ToArray();
        var diagrams = Array.ConvertAll(graphs, graph => graph.ToMermaid());
        var drawings = await MermaidBrowser.DrawOrSkipAsync(diagrams);
        for (var i = 0; i < graphs.Length; i++)
        {
            var (graph, drawing) = (graphs[i], drawings[i]);
            Assert.True(drawing.Error is null, $"{drawing.Error}\n{diagrams[i]}");
            var superstates = graph.Nodes.Select(node => node.Superstate).OfType<StateGraphNode>().ToHashSet();
            AssertSame(graph.Nodes.Where(node => !superstates.Contains(node)).Select(BoxOf), drawing.States, diagrams[i]);
            AssertSame(superstates.Select(BoxOf), drawing.Superstates, diagrams[i]);
            AssertSame(DisplayedGraphs.LabelsOf(graph), drawing.Arrows, diagrams[i]);
        }
    }

    private static void AssertSame(IEnumerable<string> expected, string[] displayed, string diagram)
    {
        string[] texts = [.. expected.Select(text => text.Replace('\u00A0', ' '))];
        var missing = texts.Except(displayed, StringComparer.Ordinal).ToArray();
        var others = displayed.Except(texts, StringComparer.Ordinal);
        Assert.True(
            missing.Length == 0,
            $"Not displayed:\n{string.Join('\n', missing)}\nbut:\n{string.Join('\n', others)}\nin\n{diagram}");
        Assert.Equal(texts.Length, displayed.Length);
    }

    private static string BoxOf(StateGraphNode node) => string.Join('\n', DisplayedGraphs.LinesOf(node));

    [GeneratedRegex("""/\^\(\?:.{1,80}?\)/i""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LexerRule();

    [GeneratedRegex("""(?<![\\A-Za-z])[A-Za-z]{2,}""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();
}
