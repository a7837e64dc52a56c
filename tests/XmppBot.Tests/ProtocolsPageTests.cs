using System.Text.RegularExpressions;

namespace XmppBot.Tests;

/// <summary>The code on the protocols page is the code of the bot.</summary>
public sealed partial class ProtocolsPageTests
{
    [Fact]
    public void Fragments_OfPage_EqualSourceOfBot()
    {
        var code = Unindented(string.Concat(
            Directory.GetFiles(Repository.Path("samples/XmppBot"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)));
        var fragments = Fragment().Matches(Repository.Read("docs/protocols.md")).Select(m => m.Groups["code"].Value).ToArray();
        Assert.NotEmpty(fragments);
        Assert.All(fragments, fragment => Assert.Contains(Unindented(fragment), code, StringComparison.Ordinal));
    }

    private static string Unindented(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(
        """^```cs\n(?<code>.*?)^```\n""",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fragment();
}
