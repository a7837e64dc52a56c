using System.Globalization;
using System.Text;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>A map as OpenStreetMap exports it: nearly all of it attributes.</summary>
internal static class MapData
{
    private static readonly string[] Keys = ["highway", "name", "surface", "maxspeed", "lit", "oneway", "source"];
    private static readonly string[] Values = ["residential", "Mill Lane", "asphalt", "30 mph", "yes", "no", "survey", "Fish &amp; Chips"];

    internal static DocumentKind Create() => new(
        "attr",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><osm version=\"0.6\" generator=\"made up\">\n",
        (text, random) =>
        {
            for (var nodes = 0; nodes < 8; nodes++)
                AppendNode(text, random);
            text.Append(CultureInfo.InvariantCulture, $" <way id=\"{random.Next()}\" version=\"{random.Next(1, 20)}\" visible=\"true\">\n");
            for (var points = random.Next(3, 12); points > 0; points--)
                text.Append(CultureInfo.InvariantCulture, $"  <nd ref=\"{random.Next()}\"/>\n");
            for (var tags = random.Next(1, 6); tags > 0; tags--)
            {
                var (key, value) = (Keys[random.Next(Keys.Length)], Values[random.Next(Values.Length)]);
                text.Append(CultureInfo.InvariantCulture, $"  <tag k=\"{key}\" v=\"{value}\"/>\n");
            }

            text.Append(" </way>\n");
        },
        "</osm>");

    private static void AppendNode(StringBuilder text, Random random)
    {
        text.Append(CultureInfo.InvariantCulture, $" <node id=\"{random.Next()}\"");
        text.Append(CultureInfo.InvariantCulture, $" lat=\"5{random.Next(10)}.{random.Next(1_000_000, 9_999_999)}\"");
        text.Append(CultureInfo.InvariantCulture, $" lon=\"-1.{random.Next(1_000_000, 9_999_999)}\" version=\"{random.Next(1, 20)}\"");
        text.Append(CultureInfo.InvariantCulture, $" timestamp=\"2026-0{random.Next(1, 10)}-{random.Next(10, 29)}");
        text.Append(CultureInfo.InvariantCulture, $"T12:{random.Next(10, 60)}:00Z\"");
        text.Append(CultureInfo.InvariantCulture, $" changeset=\"{random.Next()}\" uid=\"{random.Next(100_000)}\"");
        text.Append(CultureInfo.InvariantCulture, $" user=\"mapper {random.Next(100)}\"/>\n");
    }
}
