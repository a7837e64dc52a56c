using System.Globalization;
using System.Text.RegularExpressions;

namespace Connection.Tests;

/// <summary>Lines of code are counted, and the README shows the current counts.</summary>
public sealed partial class LineCountTests
{
    private static string? Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoroFsm.sln")))
                folder = folder.Parent;
            return folder?.FullName;
        }
    }

    [Fact]
    public void Count_BlankLinesAndComments_AreNotCounted()
    {
        Assert.Equal(0, SourceLines.Count(""));
        Assert.Equal(3, SourceLines.Count("\uFEFFint a; // one\r\n\r\n   // no\r\n/// <summary>no</summary>\n\t\n{\n}"));
    }

    [Fact]
    public void CountLines_OfEachForm_IsThatOfItsFile()
    {
        Assert.SkipWhen(Root is null, "The tests do not run inside the repository.");
        Assert.All(ConnectionForms.All, form => Assert.Equal(
            File.ReadLines(Path.Combine(Root!, "samples", "Connection", "Forms", $"{form.Source}.cs")).Count(line => Code().IsMatch(line)),
            form.CountLines()));
    }

    [Fact]
    public void Readme_Table_HasTheLinesOfAllForms()
    {
        Assert.SkipWhen(Root is null, "The tests do not run inside the repository.");
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Root!, "README.md")).ReplaceLineEndings("\n"))
            .Select(match => (match.Groups["form"].Value, int.Parse(match.Groups["lines"].Value, CultureInfo.InvariantCulture)));
        Assert.Equal(ConnectionForms.All.Select(form => (form.Name, form.CountLines())), rows);
    }

    /// <summary>A line that has code before any comment.</summary>
    [GeneratedRegex(@"^\s*(?!//)\S", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^\| (?<form>[A-Za-z ]+?) +\| +(?<lines>\d+) \| +[\d,.]+ \| +[\d,]+ \| +[\d.]+ \|$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
