using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SaxToBus;

/// <summary>Reads time zones from the command line.</summary>
internal static class Zones
{
    /// <summary>Reads the name of a time zone, an offset from UTC such as <c>+01:00</c>, or <c>Z</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        if (text is "Z" or "UTC")
            zone = TimeZoneInfo.Utc;
        else if (TryOffset(text, out var offset))
            zone = TimeZoneInfo.CreateCustomTimeZone(text, offset, text, text);
        else
            return text.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(text, out zone);
        return true;
    }

    private static bool TryOffset(string text, out TimeSpan offset)
    {
        const int MaxHours = 14;
        offset = default;
        if (text is not ['+' or '-', _, _, ':', _, _]
            || !TimeSpan.TryParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var span))
        {
            return false;
        }

        offset = text[0] == '-' ? -span : span;
        return span.TotalHours <= MaxHours;
    }
}
