using System.Globalization;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>The feed of the course: short elements without attributes, a CDATA section now and then.</summary>
internal static class BusFeed
{
    private static readonly string[] Directions = ["North Bound", "South Bound", "East Bound", "West Bound"];
    private static readonly string[] Stops = ["Alderwick & Heron", "Quarry Terminal", "Old Orchard (1200 N)", "Millrace & Fiddler Depot"];

    internal static DocumentKind Indented() => Create("bus", "\r\n", "        \t", "\t");

    internal static DocumentKind OnOneLine() => Create("bus-line", "", "", "");

    private static DocumentKind Create(string name, string lineEnd, string indent, string further) => new(
        name,
        $"<?xml version=\"1.0\"?><buses>{lineEnd}",
        (text, random) =>
        {
            Line($"<bus>", depth: 0);
            Line($"<id>{random.Next(1000, 10_000)}</id>");
            Line($"<route>{random.Next(1, 200)}</route>");
            Line($"<color>#{random.Next(1 << 24):x6}</color>");
            Line($"<revenue>true</revenue>");
            Line($"<direction>{Directions[random.Next(Directions.Length)]}</direction>");
            Line($"<latitude>41.{random.NextInt64(62_000_000_000_000, 99_000_000_000_000)}</latitude>");
            Line($"<longitude>-87.{random.NextInt64(52_000_000_000_000, 84_000_000_000_000)}</longitude>");
            Line($"<pattern>{random.Next(900, 4000)}</pattern>");
            Line($"<patternDirection>{Directions[random.Next(Directions.Length)]}</patternDirection>");
            Line($"<run>P{random.Next(1000):D3}</run>");
            Line($"<finalStop><![CDATA[{Stops[random.Next(Stops.Length)]}]]></finalStop>");
            Line($"<operator>{random.Next(900, 50_000)}</operator>");
            Line($"</bus>", depth: 0);

            void Line(FormattableString content, int depth = 1) =>
                text.Append(indent)
                    .Append(depth == 0 ? "" : further)
                    .Append(content.ToString(CultureInfo.InvariantCulture))
                    .Append(lineEnd);
        },
        "</buses>");
}
