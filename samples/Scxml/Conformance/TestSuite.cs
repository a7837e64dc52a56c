using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ScxmlSample;

/// <summary>
/// The W3C's tests of a directory: <c>manifest.xml</c>, documents in <c>ecma</c> and <c>null</c>, and automatic forms of manual tests in
/// <c>manual-as-auto</c>.
/// </summary>
internal sealed partial class TestSuite
{
    private TestSuite(IReadOnlyList<Assertion> assertions, IReadOnlyList<ConformanceTest> tests) =>
        (Assertions, Tests) = (assertions, tests);

    /// <summary>Gets all assertions of the manifest.</summary>
    internal IReadOnlyList<Assertion> Assertions { get; }

    /// <summary>Gets the tests that can be run, in the order of their numbers.</summary>
    internal IReadOnlyList<ConformanceTest> Tests { get; }

    /// <summary>Reads a directory.</summary>
    /// <exception cref="IOException">There is no manifest.</exception>
    internal static TestSuite Read(string directory)
    {
        var assertions = (
            from assert in XDocument.Load(Path.Combine(directory, "manifest.xml")).Descendants("assert")
            from test in assert.Elements("test")
            select new Assertion(
                test.Attribute("id")!.Value,
                assert.Attribute("specnum")!.Value,
                test.Attribute("conformance")!.Value == "mandatory",
                test.Attribute("manual")!.Value == "true")).ToArray();
        var tests =
            from assertion in assertions
            from path in PathsOf(directory, assertion)
            let text = File.ReadAllText(path)
            select new ConformanceTest(assertion, path, text.Contains("BasicHTTPEventProcessor", StringComparison.Ordinal));
        return new(
            assertions,
            [.. tests.OrderBy(static test => NumberOf(test.Assertion)).ThenBy(static test => test.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Orders tests and assertions by their numbers.</summary>
    internal static int NumberOf(Assertion assertion) => int.Parse(assertion.Id, NumberStyles.None, CultureInfo.InvariantCulture);

    private static IEnumerable<string> PathsOf(string directory, Assertion assertion) =>
        from folder in assertion.IsManual ? new[] { "manual-as-auto" } : ["ecma", "null"]
        let parent = Path.Combine(directory, folder)
        where Directory.Exists(parent)
        from path in Directory.EnumerateFiles(parent, $"test{assertion.Id}*.scxml")
        where NamePattern.Match(Path.GetFileName(path)) is { Success: true } match && match.Groups["id"].Value == assertion.Id
        select path;

    /// <summary>Matches <c>test403a.scxml</c>, but not <c>test216sub1.scxml</c>, which is a part of another test.</summary>
    [GeneratedRegex(@"^test(?<id>\d+)[a-z]?\.scxml$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern { get; }
}
