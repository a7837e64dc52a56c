using System.Text.RegularExpressions;

namespace CoroFsm.Tests.Documentation;

/// <summary>A page of the documentation: its programs, what each of them prints, and its fragments of code.</summary>
public sealed partial record Page(string Path)
{
    /// <summary>The placeholder of the fragment in its context.</summary>
    internal const string Hole = "…";

    /// <summary>Gets the root of the repository; null if the tests do not run inside it.</summary>
    public static string? Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "CoroFsm.sln")))
                folder = folder.Parent;
            return folder?.FullName;
        }
    }

    private string Text => File.ReadAllText(System.IO.Path.Combine(Root!, Path)).ReplaceLineEndings("\n");

    /// <summary>Gets the README, the pages of the docs, of the samples and of the packages; none outside of the repository.</summary>
    public static IEnumerable<Page> All() => Root is not { } root
        ? []
        : Directory.GetFiles(System.IO.Path.Combine(root, "docs"), "*.md")
            .Concat(Directory.GetFiles(System.IO.Path.Combine(root, "samples"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetDirectories(System.IO.Path.Combine(root, "src")).Select(
                package => System.IO.Path.Combine(package, "README.md")))
            .Order(StringComparer.Ordinal)
            .Prepend(System.IO.Path.Combine(root, "README.md"))
            .Select(path => new Page(System.IO.Path.GetRelativePath(root, path)));

    /// <summary>
    /// Gets every program of the page, in a fence that is called <c>csharp</c>, with its line and the output that follows it; null: none
    /// follows.
    /// </summary>
    public IEnumerable<(int Line, string Program, string? Output)> Programs() =>
        from match in Snippet().Matches(Text)
        let output = match.Groups["output"]
        select (LineOf(match.Groups["program"]), match.Groups["program"].Value, output.Success ? output.Value : null);

    /// <summary>
    /// Gets every fragment of the page, in a fence that is called <c>cs</c>, with the context in which it compiles; null: none is given.
    /// </summary>
    public IEnumerable<(int Line, string Code, string? Context)> Fragments() =>
        from match in Fragment().Matches(Text)
        let context = match.Groups["context"]
        select (LineOf(match.Groups["code"]), match.Groups["code"].Value, context.Success ? context.Value : null);

    /// <summary>Counts the fences of C#, however they are spelt or indented.</summary>
    internal int CountFences() => Fence().Count(Text);

    /// <summary>Gets the line of the fence above a block.</summary>
    private int LineOf(Group block) => Text.AsSpan(0, block.Index).Count('\n');

    [GeneratedRegex(
        """^```csharp\n(?<program>.*?)^```\n(\s*^```text\n(?<output>.*?)^```\n)?""",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Snippet();

    [GeneratedRegex(
        """(^ *<!-- context\n(?<context>((?!-->).)*)-->\n)?^ *```cs\n(?<code>.*?)^ *```\n""",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fragment();

    [GeneratedRegex(
        """^[ \t>]*(```|~~~)\s*(c#|cs|csharp)\s*$""",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
