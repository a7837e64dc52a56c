namespace SaxToBus;

/// <summary>A value of a SIRI vehicle that becomes a field of its record.</summary>
/// <param name="Element">The element it stands in.</param>
/// <param name="Name">The name of the field: that of the course's shape where there is one.</param>
/// <param name="Index">Its index in the record.</param>
/// <param name="Fault">Tells what is wrong with a value; null if nothing is.</param>
/// <param name="IsRequired">Whether a vehicle without it is counted.</param>
internal sealed record SiriField(
    string Element, string Name, int Index, Func<ReadOnlySpan<byte>, string?>? Fault = null, bool IsRequired = false)
{
    public static readonly SiriField Vehicle = new("VehicleRef", "id", 0, IsRequired: true);
    public static readonly SiriField Line = new("LineRef", "route", 1, IsRequired: true);
    public static readonly SiriField LineName = new("PublishedLineName", "lineName", 2);
    public static readonly SiriField Direction = new("DirectionRef", "direction", 3);
    public static readonly SiriField Latitude = new("Latitude", "latitude", 4, static v => XsdValue.NumberFault(v, -90, 90));
    public static readonly SiriField Longitude = new("Longitude", "longitude", 5, static v => XsdValue.NumberFault(v, -180, 180));
    public static readonly SiriField Bearing = new("Bearing", "bearing", 6, static v => XsdValue.NumberFault(v, 0, 360));
    public static readonly SiriField Recorded = new("RecordedAtTime", "recorded", 7, XsdValue.TimeFault, IsRequired: true);
    public static readonly SiriField Delay = new("Delay", "delay", 8, XsdValue.DurationFault);
    public static readonly SiriField Operator = new("OperatorRef", "operator", 9);
    public static readonly SiriField Origin = new("OriginRef", "origin", 10);
    public static readonly SiriField OriginName = new("OriginName", "originName", 11);
    public static readonly SiriField Destination = new("DestinationRef", "destination", 12);
    public static readonly SiriField DestinationName = new("DestinationName", "destinationName", 13);

    /// <summary>Both halves of a position in one value; no field of its own.</summary>
    public static readonly SiriField Coordinates = new("Coordinates", "", -1);

    /// <summary>Gets all fields, in the order of the record.</summary>
    public static readonly SiriField[] All =
    [
        Vehicle, Line, LineName, Direction, Latitude, Longitude, Bearing, Recorded, Delay, Operator,
        Origin, OriginName, Destination, DestinationName,
    ];

    /// <summary>Finds the field of an element that stands in the activity itself.</summary>
    public static SiriField? OfActivity(string element) => element == Recorded.Element ? Recorded : null;

    /// <summary>Finds the field of an element that stands in the location.</summary>
    public static SiriField? OfLocation(string element) => element switch
    {
        "Latitude" => Latitude,
        "Longitude" => Longitude,
        "Coordinates" => Coordinates,
        _ => null,
    };

    /// <summary>Finds the field of an element that stands in the journey itself.</summary>
    public static SiriField? OfJourney(string element) => element switch
    {
        "VehicleRef" => Vehicle,
        "LineRef" => Line,
        "PublishedLineName" => LineName,
        "DirectionRef" => Direction,
        "Bearing" => Bearing,
        "Delay" => Delay,
        "OperatorRef" => Operator,
        "OriginRef" => Origin,
        "OriginName" => OriginName,
        "DestinationRef" => Destination,
        "DestinationName" => DestinationName,
        _ => null,
    };
}
