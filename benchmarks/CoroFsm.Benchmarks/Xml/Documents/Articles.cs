using System.Globalization;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>
/// Creates pages like those in the dumps of an encyclopedia: long texts of many lines, escaped markup, one letter of 250 outside ASCII.
/// </summary>
internal static class Articles
{
    private static readonly string[] Words =
    [
        "the", "of", "and", "in", "a", "was", "to", "river", "municipality", "population", "century", "railway", "station", "between",
        "which", "by", "for", "on", "first", "their", "under", "during", "several", "company", "government", "south", "northern", "island",
        "church", "album", "season", "species", "family",
        "established", "mountain", "district", "university", "composer", "1886", "[[history]]", "''later''", "Zürich",
    ];

    private static readonly string[] Marks = ["&lt;ref&gt;", "&lt;/ref&gt;", "&amp;nbsp;", "&quot;"];

    internal static DocumentKind Create() => new(
        "text",
        "<mediawiki xml:lang=\"en\">\n",
        (text, random) =>
        {
            text.Append(CultureInfo.InvariantCulture, $"  <page>\n    <title>Page {random.Next()}</title>\n    <ns>0</ns>\n");
            text.Append(CultureInfo.InvariantCulture, $"    <id>{random.Next()}</id>\n");
            text.Append(CultureInfo.InvariantCulture, $"    <revision>\n      <id>{random.Next()}</id>\n");
            text.Append(CultureInfo.InvariantCulture, $"      <comment>/* {Words[random.Next(Words.Length)]} */</comment>\n");
            text.Append("      <text xml:space=\"preserve\">");
            for (var words = random.Next(100, 1200); words > 0; words--)
            {
                text.Append(Words[random.Next(Words.Length)]).Append(random.Next(30) == 0 ? '\n' : ' ');
                if (random.Next(20) == 0)
                    text.Append(Marks[random.Next(Marks.Length)]);
            }

            text.Append("</text>\n    </revision>\n  </page>\n");
        },
        "</mediawiki>");
}
