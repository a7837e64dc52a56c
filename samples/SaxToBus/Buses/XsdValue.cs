using System.Buffers;
using System.Globalization;

namespace SaxToBus;

/// <summary>Reads the values of XML Schema (part 2) that feeds hold, and tells what is wrong with others.</summary>
internal static class XsdValue
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789."u8);

    /// <summary>Reads an <c>xsd:decimal</c> within bounds.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> value, double min, double max, out double number) =>
        double.TryParse(value, Decimal, CultureInfo.InvariantCulture, out number) && number >= min && number <= max;

    /// <summary>Reads an <c>xsd:dateTime</c> that tells its zone.</summary>
    public static bool TryTime(ReadOnlySpan<byte> value, out DateTimeOffset time)
    {
        time = default;
        return HasZone(value) && IsDateTime(value, out time);
    }

    /// <summary>Gets the offset from UTC of a time that states none.</summary>
    /// <param name="value">The time.</param>
    /// <param name="zone">The zone it is in.</param>
    /// <returns>The offset, in whole minutes; null if the value is no time, or states its own zone.</returns>
    public static TimeSpan? OffsetOf(ReadOnlySpan<byte> value, TimeZoneInfo zone)
    {
        if (HasZone(value) || !IsDateTime(value, out var time))
            return null;

        var offset = zone.GetUtcOffset(time.DateTime);
        return TimeSpan.FromMinutes(Math.Truncate(offset.TotalMinutes));
    }

    /// <summary>Formats an offset from UTC, such as <c>+01:00</c>.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="text">Gets the text; at least 6 bytes.</param>
    /// <returns>The part of <paramref name="text"/> that was written.</returns>
    public static ReadOnlySpan<byte> Format(TimeSpan offset, Span<byte> text)
    {
        System.Text.Unicode.Utf8.TryWrite(
            text,
            CultureInfo.InvariantCulture,
            $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}:{Math.Abs(offset.Minutes):00}",
            out var length);
        return text[..length];
    }

    /// <summary>Tells what is wrong with a number.</summary>
    public static string? NumberFault(ReadOnlySpan<byte> value, double min, double max) =>
        TryNumber(value, min, max, out _) ? null : string.Create(CultureInfo.InvariantCulture, $"expected is a number from {min} to {max}");

    /// <summary>Tells what is wrong with a time.</summary>
    public static string? TimeFault(ReadOnlySpan<byte> value)
    {
        if (TryTime(value, out _))
            return null;
        return IsDateTime(value, out _)
            ? "the time tells no zone; expected is Z or an offset such as +01:00"
            : "expected is a time such as 2026-01-05T08:00:00Z";
    }

    /// <summary>Tells what is wrong with an <c>xsd:duration</c>, such as <c>-PT1M30S</c>.</summary>
    public static string? DurationFault(ReadOnlySpan<byte> value) => IsDuration(value) ? null : "expected is a duration such as PT1M30S";

    private static bool HasZone(ReadOnlySpan<byte> value) =>
        value is [.., (byte)'Z'] or [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _];

    private static bool IsDateTime(ReadOnlySpan<byte> value, out DateTimeOffset time)
    {
        time = default;
        const int Shortest = 19;
        const int Longest = 40;
        if (value.Length is < Shortest or > Longest || value[10] != 'T' || !char.IsAsciiDigit((char)value[^1]) && value[^1] != 'Z')
            return false;

        // Digits beyond the seventh of a second are more than .NET counts.
        Span<char> chars = stackalloc char[Longest];
        var length = 0;
        var digits = -1;
        foreach (var b in value)
        {
            if (b == '.')
                digits = 0;
            else if (digits >= 0 && char.IsAsciiDigit((char)b) && ++digits > 7)
                continue;
            else if (!char.IsAsciiDigit((char)b))
                digits = -1;
            chars[length++] = (char)b;
        }

        // 24:00:00 is the first moment of the next day (3.2.7.1).
        var isMidnight = chars[11..19] is "24:00:00" && IsZero(chars[19..length]);
        if (isMidnight)
            "00".CopyTo(chars[11..]);
        if (!DateTimeOffset.TryParseExact(
            chars[..length],
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time))
        {
            return false;
        }

        // The last moment of the calendar has no next day.
        if (isMidnight && time.UtcDateTime > DateTime.MaxValue.AddDays(-2))
            return false;
        time = isMidnight ? time.AddDays(1) : time;
        return true;

        static bool IsZero(ReadOnlySpan<char> fraction)
        {
            var rest = fraction.TrimStart('.').TrimStart('0');
            return rest.IsEmpty || !char.IsAsciiDigit(rest[0]);
        }
    }

    private static bool IsDuration(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'-', ..])
            value = value[1..];
        if (value is not [(byte)'P', _, .., not (byte)'T'])
            return false;

        var units = "YMD"u8;
        var isTime = false;
        value = value[1..];
        while (!value.IsEmpty)
        {
            if (!isTime && value[0] == 'T')
            {
                isTime = true;
                units = "HMS"u8;
                value = value[1..];
                continue;
            }

            var length = value.IndexOfAnyExcept(Digits);
            if (length <= 0 || units.IndexOf(value[length]) is not (>= 0 and var unit))
                return false;

            var point = value[..length].IndexOf((byte)'.');
            if (point >= 0 && (value[length] != 'S' || point == 0 || point == length - 1 || value[(point + 1)..length].Contains((byte)'.')))
                return false;
            units = units[(unit + 1)..];
            value = value[(length + 1)..];
        }

        return true;
    }
}
