using System.Text.RegularExpressions;

namespace CoroFsm.Tests.Documentation;

/// <summary>A page of the documentation: its programs, and what each of them is said to print.</summary>
public sealed partial record Page(string Path)
{
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

    /// <summary>Gets every program of the page with its line, its text, and the output that follows it; null: none follows.</summary>
    public IEnumerable<(int Line, string Program, string? Output)> Programs()
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Root!, Path)).ReplaceLineEndings("\n");
        foreach (Match match in Snippet().Matches(text))
        {
            var output = match.Groups["output"];
            yield return (text.AsSpan(0, match.Index).Count('\n') + 1, match.Groups["program"].Value, output.Success ? output.Value : null);
        }
    }

    [GeneratedRegex("""^```csharp\n(?<program>.*?)^```\n(\s*^```text\n(?<output>.*?)^```\n)?""", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Snippet();
}
