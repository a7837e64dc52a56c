using System.Globalization;

namespace SaxToBus;

/// <summary>Stops of a made-up town; most are at the corner of two streets.</summary>
internal static class StopNames
{
    private static readonly string[] Streets =
    [
        "Alderwick", "Bellflower", "Birchmere", "Brass Lantern", "Candlewood", "Cinder", "Clockmaker", "Copperfield",
        "Dovecote", "Driftwood", "Elmhollow", "Fennel", "Fiddler", "Foxglove", "Gablestone", "Glassworks",
        "Heron", "Juniper Hill", "Kestrel", "Lamplighter", "Larkspur", "Marigold", "Millrace", "Nettle",
        "Old Orchard", "Pepperbox", "Quarry", "Quince", "Saddler", "Thistledown", "Whistling Duck", "Yarrow",
    ];

    private static readonly string[] Ends = [" Terminal", " Depot", " Street Station", " Loop"];

    /// <summary>Makes a name of a stop.</summary>
    public static string Pick(ref SplitMix64 random)
    {
        var street = random.Of<string>(Streets);
        var cross = random.Of<string>(Streets);
        return random.Below(20) switch
        {
            0 => street + random.Of<string>(Ends),
            1 or 2 => string.Create(CultureInfo.InvariantCulture, $"{street} ({(random.Below(60) + 1) * 100} N)"),
            < 9 => $"{street} & {cross}{random.Of<string>(Ends)}",
            _ => $"{street} & {cross}",
        };
    }
}
