using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>Graphviz displays every name and text unchanged, at every position.</summary>
public sealed class DotDisplayTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public Task Texts_Random_AreDisplayedUnchanged() => AssertDisplayed(DisplayedGraphs.Of(DisplayedGraphs.Texts(400)));

    [Fact]
    public async Task CompleteCharts_RandomTexts_AreDisplayedUnchanged()
    {
        foreach (var texts in DisplayedGraphs.Texts(100).Chunk(10))
            await AssertDisplayed(DisplayedGraphs.OfCompleteChart(texts));
    }

    private static async Task AssertDisplayed(StateGraph graph)
    {
        var displayed = Texts(await DrawOrSkipAsync(graph.ToDot()));
        string[] expected = [.. graph.Nodes.SelectMany(DisplayedGraphs.LinesOf), .. DisplayedGraphs.LabelsOf(graph)];
        Assert.Equal(expected.Select(Spaces).Order(StringComparer.Ordinal), displayed.Order(StringComparer.Ordinal));
    }

    /// <summary>Gets every line of text. Graphviz writes spaces that would be collapsed as no-break spaces.</summary>
    private static IEnumerable<string> Texts(string drawing) =>
        XDocument.Parse(drawing).Descendants(Svg + "text").Select(text => Spaces(text.Value));

    private static string Spaces(string text) => text.Replace('\u00A0', ' ');

    private static async Task<string> DrawOrSkipAsync(string diagram)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(bin => Path.Combine(bin, "dot"))
            .FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "Graphviz is missing: apt-get install graphviz.");
        using var process = Process.Start(new ProcessStartInfo(program!, ["-Tsvg"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var drawing = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(diagram.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return await drawing;
    }
}
