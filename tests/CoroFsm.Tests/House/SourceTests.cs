using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CoroFsm.Parsers.Xml;
using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;
using CoroFsm.Stateless;
using CoroFsm.Testing;
using CoroFsm.Tests.Documentation;

namespace CoroFsm.Tests.House;

/// <summary>The texts of the repository keep to its measures and its words.</summary>
public sealed partial class SourceTests
{
    private const int MaxLine = 140;
    private const int MaxFile = 300;
    private const int MaxFields = 25;
    private const int MaxParts = 700;

    private static readonly string[] Folders = ["src", "samples", "tests", "benchmarks", "docs", "eng"];

    /// <summary>Files that may contain the words: this one, which lists them.</summary>
    private static readonly string[] WordExceptions = ["tests/CoroFsm.Tests/House/SourceTests.cs"];

    private static readonly Assembly[] Libraries =
    [
        typeof(Machine).Assembly, typeof(Hosting.Machines).Assembly, typeof(SaxEvent).Assembly, typeof(ScxmlEvent).Assembly,
        typeof(EcmaScriptDataModel).Assembly, typeof(StatelessBackend).Assembly, typeof(SimulatedTime).Assembly,
        typeof(Durability.DurableHost).Assembly, typeof(Durability.Sqlite.SqliteJournal).Assembly,
        typeof(Durability.PostgreSql.PostgreSqlJournal).Assembly,
    ];

    [Fact]
    public void Lines_OfAllTexts_AreShort() => Assert.Empty(
        from file in Texts()
        from line in Lines(file).Index()
        where line.Item.Length > MaxLine
        select $"{file}:{line.Index + 1} has {line.Item.Length} characters. Maximum: {MaxLine}.");

    [Fact]
    public void Files_OfTheLibraries_AreShort() => Assert.Empty(
        from file in Texts()
        where file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
        let lines = Lines(file).Length
        where lines > MaxFile
        select $"{file} has {lines} lines. Maximum: {MaxFile}.");

    [Theory]
    [InlineData("XmlTokenizer")]
    [InlineData("StatechartInstance")]
    public void Parts_OfTheLargestTypes_AreShort(string type) => Assert.InRange(
        Texts().Where(file => IsPart(Path.GetFileName(file), type)).Sum(static file => Lines(file).Length),
        1,
        MaxParts);

    [Fact]
    public void Types_OfTheLibraries_HaveFewMutableFields() => Assert.Empty(
        from type in Libraries.SelectMany(static library => library.GetTypes())
        where !type.IsDefined(typeof(CompilerGeneratedAttribute))
        let fields = type
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Count(static field => !field.IsInitOnly)
        where fields > MaxFields
        select $"{type} has {fields} mutable fields. Maximum: {MaxFields}.");

    [Fact]
    public void Words_OfAllTexts_AreStandardTerms() => Assert.Empty(
        from file in Texts()
        where !WordExceptions.Contains(file)
        from line in Lines(file).Index()
        from match in Jargon.Matches(line.Item)
        select $"{file}:{line.Index + 1} says \"{match.Value}\". Use the standard term.");

    /// <summary>Words that have a standard term, which a reader of .NET knows: sender, is notified, fix, restart, position …</summary>
    [GeneratedRegex(
        @"\b(whoever|nobody|somebody|all the same|(is|are|be|was|were) told|mend(s|ed|ing)?|anew|so often|in vain|goes inside" +
        @"|what nothing handles|the time is up|what went wrong)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Jargon { get; }

    private static IEnumerable<string> Texts()
    {
        Assert.SkipWhen(Page.Root is null, "The tests do not run inside the repository.");
        return Folders
            .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Page.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Page.Root, "*.md"))
            .Select(static path => Path.GetRelativePath(Page.Root, path).Replace('\\', '/'))
            .Where(static file => Path.GetExtension(file) is ".cs" or ".md" or ".html" or ".js" or ".css")
            .Where(static file => !file.Contains("/obj/") && !file.Contains("/bin/"));
    }

    private static bool IsPart(string name, string type) =>
        name.StartsWith(type, StringComparison.Ordinal) && name[type.Length] is '.' or '{';

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Page.Root!, file));
}
