using System.Text;
using CoroFsm.Parsers.Tests.Support;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>The conformance suite of the W3C (xmlts20130923), which stands beside the repository on some machines.</summary>
public sealed class ConformanceTests
{
    /// <summary>Cases that contradict the fifth edition or each other.</summary>
    private static readonly string[] Doubtful = ["rmt-e2e-50", "rmt-e3e-13", "hst-lhs-007", "hst-lhs-008"];

    [Fact]
    public void Parse_NotWellFormedCase_IsRejected()
    {
        var accepted = Cases().Where(c => c.Type == "not-wf" && c.Entities == "none").Where(c => !IsRejected(c)).Select(c => c.Id).Except(Doubtful);
        Assert.Empty(accepted);
    }

    [Fact]
    public void Parse_WellFormedCase_IsAccepted()
    {
        var rejected = Cases().Where(c => c.Type is "valid" or "invalid" && c.Entities == "none" && !Doubtful.Contains(c.Id))
            .Select(c => (c.Id, Result: EventText.Of(c.Document, c.Options)))
            .Where(c => c.Result.Contains("\n! ", StringComparison.Ordinal))
            .Select(c => $"{c.Id}: {c.Result[(c.Result.LastIndexOf("\n! ", StringComparison.Ordinal) + 1)..]}");
        Assert.Empty(rejected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(0)]
    public void Parse_InChunks_GivesTheSameEventsAndErrors(int size)
    {
        var random = new Random(1);
        var different = Cases().Where(c => c.Document.Length < 100_000).Where(c =>
        {
            int[] chunks = size > 0 ? [size] : [.. Enumerable.Range(0, 50).Select(_ => random.Next(1, 40))];
            return EventText.Of(c.Document, c.Options) != EventText.Of(c.Document, c.Options, chunks);
        });
        Assert.Empty(different.Select(c => c.Id));
    }

    [Fact]
    public void Parse_CaseWithCanonicalOutput_GivesIt()
    {
        var compared = 0;
        List<string> different = [];
        foreach (var c in Cases().Where(c => c.Canonical is not null && c.Entities == "none"))
        {
            var expected = File.ReadAllBytes(c.Canonical!);
            if (expected.AsSpan().IndexOf("<!DOCTYPE"u8) >= 0)
                continue;       // the second canonical form has notations and what stands beside them, which are no events
            var canonical = new CanonicalXml();
            using var parser = new XmlPushParser(canonical, c.Options);
            parser.Feed(c.Document);
            parser.Complete();
            compared++;
            if (!canonical.ToString().TrimEnd('\n').Equals(Encoding.UTF8.GetString(expected).TrimEnd('\n'), StringComparison.Ordinal))
                different.Add($"{c.Id}: {canonical} instead of {Encoding.UTF8.GetString(expected)}");
        }

        Assert.Empty(different);
        Assert.True(compared > 100);
    }

    private static bool IsRejected(Case c) => EventText.Of(c.Document, c.Options).Contains("\n! ", StringComparison.Ordinal);

    private static IEnumerable<Case> Cases()
    {
        var table = RealFeed.FindOrSkip("xmlconf/cases.tsv");
        var folder = Path.GetDirectoryName(table)!;
        foreach (var line in File.ReadLines(table))
        {
            var fields = line.Split('\t');
            var edition = fields[5];
            if (fields[4] is not ("XML1.0" or "NS1.0") && !fields[4].StartsWith("XML1.0-errata", StringComparison.Ordinal) && !fields[4].StartsWith("NS1.0-errata", StringComparison.Ordinal))
                continue;
            if (edition.Length > 0 && !edition.Contains('5', StringComparison.Ordinal))
                continue;
            yield return new(
                fields[0],
                fields[1],
                fields[2],
                File.ReadAllBytes(Path.Combine(folder, fields[7])),
                fields[8].Length > 0 ? Path.Combine(folder, fields[8]) : null,
                new() { Dtd = XmlDtdMode.Process, Namespaces = fields[3] != "no", MaxNameLength = 8192 });
        }
    }

    private sealed record Case(string Id, string Type, string Entities, byte[] Document, string? Canonical, XmlPushOptions Options);
}
