using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Runs the W3C conformance suite against the push parser.</summary>
public sealed class ConformanceTests
{
    /// <summary>Cases that contradict the fifth edition or each other.</summary>
    private static readonly string[] Doubtful = ["rmt-e2e-50", "rmt-e3e-13"];

    [Fact]
    public void Parse_NotWellFormedCase_IsRejected()
    {
        var accepted =
            ConformanceCase.All().Where(c => c.Type == "not-wf" && c.Entities == "none").Where(c => !IsRejected(c)).Select(c => c.Id);
        Assert.Empty(accepted);
    }

    [Fact]
    public void Parse_WellFormedCase_IsAccepted()
    {
        var rejected = ConformanceCase.All().Where(c => c.IsWellFormed && c.Entities == "none" && !Doubtful.Contains(c.Id))
            .Select(c => (c.Id, Result: EventText.Of(c.Document, c.Options)))
            .Where(c => c.Result.Contains("\n! ", StringComparison.Ordinal))
            .Select(c => $"{c.Id}: {c.Result[(c.Result.LastIndexOf("\n! ", StringComparison.Ordinal) + 1)..]}");
        Assert.Empty(rejected);
    }

    /// <summary>Includes the cases whose fault or declarations are in files that are not loaded.</summary>
    [Fact]
    public void Parse_CaseWithExternalEntities_IsDecidedByTheDocumentAlone()
    {
        var cases = ConformanceCase.All().ToList();
        Assert.Equal(
            (50, 0, 32, 2),
            (
                cases.Count(c => c.Type == "not-wf" && !IsRejected(c)),
                cases.Count(c => c.Type == "not-wf" && c.Entities == "none" && !IsRejected(c)),
                cases.Count(c => c.IsWellFormed && IsRejected(c)),
                cases.Count(c => c.IsWellFormed && c.Entities == "none" && IsRejected(c))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(0)]
    public void Parse_InChunks_GivesTheSameEventsAndErrors(int size)
    {
        var random = new Random(1);
        var different = ConformanceCase.All().Where(c => c.Document.Length < 100_000).Where(c =>
        {
            int[] chunks = size > 0 ? [size] : [.. Enumerable.Range(0, 50).Select(_ => random.Next(1, 40))];
            return EventText.Of(c.Document, c.Options) != EventText.Of(c.Document, c.Options, chunks);
        });
        Assert.Empty(different.Select(c => c.Id));
    }

    [Fact]
    public void Parse_CaseWithCanonicalOutput_GivesThatOutput()
    {
        var compared = 0;
        List<string> different = [];
        foreach (var c in ConformanceCase.All().Where(c => c.Canonical is not null && c.Entities == "none"))
        {
            var expected = File.ReadAllBytes(c.Canonical!);
            if (expected.AsSpan().IndexOf("<!DOCTYPE"u8) >= 0)
                continue;       // the second canonical form has notations and related declarations, which are no events
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

    private static bool IsRejected(ConformanceCase c) => EventText.Of(c.Document, c.Options).Contains("\n! ", StringComparison.Ordinal);
}
