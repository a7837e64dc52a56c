using System.Globalization;

namespace SaxToBus;

/// <summary>A vehicle as it is followed and put on the map: what of its record is understood.</summary>
internal sealed record Vehicle(string Id, string Route, string Direction)
{
    /// <summary>How long a text may be; the rest of it is cut off.</summary>
    public const int MaxText = 200;

    /// <summary>Gets what tells it from all others: each operator has its own ids.</summary>
    public (string? Operator, string Id) Key => (Operator, Id);

    /// <summary>Gets the latitude in degrees; null if the record has no position.</summary>
    public double? Latitude { get; init; }

    /// <summary>Gets the longitude in degrees; null if the record has no position.</summary>
    public double? Longitude { get; init; }

    /// <summary>Gets its heading, in degrees from north, clockwise; null if unknown.</summary>
    public double? Bearing { get; init; }

    /// <summary>Gets when its position was recorded, by the feed's clock; null if unknown.</summary>
    public DateTimeOffset? Recorded { get; init; }

    /// <summary>Gets how fast it was between its last two positions, in km/h; null if there is only one, or no time between them.</summary>
    public double? Speed { get; init; }

    /// <summary>Gets who runs it.</summary>
    public string? Operator { get; init; }

    /// <summary>Gets where it goes.</summary>
    public string? Destination { get; init; }

    /// <summary>Gets how late it is, as it stands in the feed.</summary>
    public string? Delay { get; init; }

    /// <summary>Understands a record. A value that is not understood is left out.</summary>
    public static Vehicle Of(Bus bus)
    {
        var hasPosition = XsdValue.TryNumber(bus.Utf8("latitude"), -90, 90, out var latitude)
            & XsdValue.TryNumber(bus.Utf8("longitude"), -180, 180, out var longitude);
        var direction = Text("direction") ?? "";
        return new(Text("id") ?? "", Text("route") ?? "", direction)
        {
            Latitude = hasPosition ? latitude : null,
            Longitude = hasPosition ? longitude : null,
            Bearing = XsdValue.TryNumber(bus.Utf8("bearing"), 0, 360, out var bearing) ? bearing : Compass(direction),
            Recorded = XsdValue.TryTime(bus.Utf8("recorded"), out var recorded) ? recorded : null,
            Operator = Text("operator"),
            Destination = Text("destinationName") ?? Text("destination") ?? Text("finalStop"),
            Delay = Text("delay"),
        };

        string? Text(string name) => bus[name] is { Length: > MaxText } text ? text[..MaxText] : bus[name];
    }

    /// <summary>Gets the distance to another position in metres, along a great circle (haversine).</summary>
    public double? DistanceTo(Vehicle other)
    {
        const double EarthRadius = 6_371_000;
        if (Latitude is not { } a || other.Latitude is not { } b || Longitude is not { } x || other.Longitude is not { } y)
            return null;

        var h = Square(Math.Sin(Radians(b - a) / 2)) + Math.Cos(Radians(a)) * Math.Cos(Radians(b)) * Square(Math.Sin(Radians(y - x) / 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(h)));

        static double Radians(double degrees) => degrees * Math.PI / 180;
        static double Square(double value) => value * value;
    }

    /// <summary>Shows a speed as it is shown to people.</summary>
    public string ShownSpeed => Speed is { } speed ? speed.ToString("0", CultureInfo.InvariantCulture) : "";

    private static double? Compass(string direction) => direction.ToUpperInvariant() switch
    {
        "NORTH BOUND" or "NORTHBOUND" => 0,
        "EAST BOUND" or "EASTBOUND" => 90,
        "SOUTH BOUND" or "SOUTHBOUND" => 180,
        "WEST BOUND" or "WESTBOUND" => 270,
        _ => null,
    };
}
