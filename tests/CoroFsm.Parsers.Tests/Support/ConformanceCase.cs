using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Support;

/// <summary>
/// A case of the W3C conformance suite (xmlts20130923), which is present beside the repository on some machines; docs/xml.md describes
/// how to get it.
/// </summary>
/// <param name="Id">Its name in the suite.</param>
/// <param name="Type">valid, invalid, not-wf or error.</param>
/// <param name="Entities">The external entities that a parser has to load to see its fault: none, general, parameter, both.</param>
/// <param name="Namespaces">Whether it is about XML with namespaces.</param>
/// <param name="Document">The document.</param>
/// <param name="Canonical">The file with the canonical form of the document; null: none.</param>
internal sealed record ConformanceCase(string Id, string Type, string Entities, bool Namespaces, byte[] Document, string? Canonical)
{
    internal bool IsWellFormed => Type is "valid" or "invalid";

    internal XmlPushOptions Options => new() { Dtd = XmlDtdMode.Process, Namespaces = Namespaces, MaxNameLength = 8192 };

    /// <summary>Gets the cases for XML 1.0 and namespaces 1.0, fifth edition; without the suite the test is skipped.</summary>
    internal static IEnumerable<ConformanceCase> All()
    {
        var table = RealFeed.FindOrSkip("xmlconf/cases.tsv");
        var folder = Path.GetDirectoryName(table)!;
        foreach (var line in File.ReadLines(table))
        {
            var fields = line.Split('\t');
            var edition = fields[5];
            if (fields[4] is not ("XML1.0" or "NS1.0")
                && !fields[4].StartsWith("XML1.0-errata", StringComparison.Ordinal)
                && !fields[4].StartsWith("NS1.0-errata", StringComparison.Ordinal))
                continue;
            if (edition.Length > 0 && !edition.Contains('5', StringComparison.Ordinal))
                continue;
            yield return new(
                fields[0],
                fields[1],
                fields[2],
                fields[3] != "no",
                File.ReadAllBytes(Path.Combine(folder, fields[7])),
                fields[8].Length > 0 ? Path.Combine(folder, fields[8]) : null);
        }
    }
}
