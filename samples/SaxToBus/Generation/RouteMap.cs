using System.Globalization;

namespace SaxToBus;

/// <summary>The routes of a made-up town: 80 of them, route 22 among the busier ones.</summary>
internal static class RouteMap
{
    private const int Numbers = 64;
    private const int Expresses = 16;

    /// <summary>Gets the names of all routes.</summary>
    public static string[] Names { get; } =
        [.. Enumerable.Range(0, Numbers).Select(Number), .. Enumerable.Range(0, Expresses).Select(Express)];

    /// <summary>Gets the directions of all routes: a route has the first two or the last two.</summary>
    public static string[] Directions { get; } = ["North Bound", "South Bound", "East Bound", "West Bound"];

    /// <summary>Gets the colours of all routes.</summary>
    public static string[] Colors { get; } = [.. Enumerable.Range(0, Numbers + Expresses).Select(Color)];

    /// <summary>Picks a route; the first ones are the busier ones.</summary>
    public static int Pick(ref SplitMix64 random) => Math.Min(random.Below(Names.Length), random.Below(Names.Length));

    /// <summary>Gets the first of the two directions of a route.</summary>
    public static int FirstDirection(int route) => route % 2 * 2;

    private static string Number(int index)
    {
        var number = ((index + 1) * 2).ToString(CultureInfo.InvariantCulture);
        return index % 8 == 7 ? number + "ABW"[index / 8 % 3] : number;
    }

    private static string Express(int index) => string.Create(CultureInfo.InvariantCulture, $"X{(index + 1) * 4}");

    private static string Color(int index)
    {
        // The 216 colours that were safe on the web once, in a scattered order.
        var color = (index * 37 + 11) % 216;
        return string.Create(CultureInfo.InvariantCulture, $"#{color / 36 * 51:x2}{color / 6 % 6 * 51:x2}{color % 6 * 51:x2}");
    }
}
