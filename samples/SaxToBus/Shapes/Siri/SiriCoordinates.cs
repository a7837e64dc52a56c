using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>Positions that are given as <c>Coordinates</c> in the system EPSG:4326: latitude, then longitude, in degrees.</summary>
internal static class SiriCoordinates
{
    /// <summary>The names of EPSG:4326. A position without a name is in it too.</summary>
    private static readonly string[] Names =
        ["EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "http://www.opengis.net/def/crs/EPSG/0/4326", "WGS84"];

    /// <summary>Gets the coordinate system that an element states; null if it states none.</summary>
    public static string? SystemOf(SaxEvent start) => start.Attributes.GetValue("srsName") is { Length: > 0 } name ? name : null;

    /// <summary>Returns what is wrong with coordinates; null if nothing is.</summary>
    /// <param name="value">The coordinates.</param>
    /// <param name="system">The system they are in; null if none is stated.</param>
    public static string? FaultOf(ReadOnlySpan<byte> value, string? system)
    {
        if (system is not null && !Array.Exists(Names, name => name.Equals(system, StringComparison.OrdinalIgnoreCase)))
            return $"the system {Printable.Short(system, 40)} is not read; expected is EPSG:4326";
        return Split(value, out var latitude, out var longitude)
            && XsdValue.NumberFault(value[latitude], -90, 90) is null
            && XsdValue.NumberFault(value[longitude], -180, 180) is null
            ? null
            : "expected is a latitude from -90 to 90, a space, and a longitude from -180 to 180";
    }

    /// <summary>Splits coordinates into two parts, at white space or one comma.</summary>
    /// <returns>Whether there are two.</returns>
    public static bool Split(ReadOnlySpan<byte> value, out Range latitude, out Range longitude)
    {
        var separators = " \t\r\n,"u8;
        (latitude, longitude) = (default, default);
        var end = value.IndexOfAny(separators);
        if (end < 0)
            return false;

        var gap = value[end..].IndexOfAnyExcept(separators);
        if (gap < 0 || value.Slice(end, gap).Count((byte)',') > 1)
            return false;

        (latitude, longitude) = (..end, (end + gap)..);
        return value[longitude].IndexOfAny(separators) < 0;
    }
}
