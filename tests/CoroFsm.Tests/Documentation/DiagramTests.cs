using System.Text.RegularExpressions;

namespace CoroFsm.Tests.Documentation;

/// <summary>The diagram in the README equals the one that the page on graphs prints for the same machine.</summary>
public sealed partial class DiagramTests
{
    [Fact]
    public void Readme_DoorDiagram_EqualsGraph()
    {
        Assert.SkipWhen(Page.Root is null, "The tests do not run inside the repository.");
        var readme = File.ReadAllText(Path.Combine(Page.Root, "README.md")).ReplaceLineEndings("\n");
        var (_, door, _) = new Page("README.md").Programs().First();
        var (_, drawing, output) = new Page(Path.Combine("docs", "graphs.md")).Programs().First();
        Assert.Equal(MethodIn(door), MethodIn(drawing));
        Assert.Equal(output, Diagram().Match(readme).Groups["diagram"].Value);
    }

    private static string MethodIn(string program) => program[program.IndexOf("static async Coroutine Door", StringComparison.Ordinal)..];

    [GeneratedRegex(
        """^```mermaid\n(?<diagram>.*?)^```\n""",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Diagram();
}
