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

    /// <summary>Tells what is wrong with a number.</summary>
    public static string? NumberFault(ReadOnlySpan<byte> value, double min, double max) =>
        TryNumber(value, min, max, out _) ? null : string.Create(CultureInfo.InvariantCulture, $"expected is a number from {min} to {max}");

    /// <summary>Tells what is wrong with a time.</summary>
    public static string? TimeFault(ReadOnlySpan<byte> value)
    {
        if (TryTime(value, out _))
            return null;
        return IsDateTime(value, out _) ? "the time tells no zone; expected is Z or an offset such as +01:00" : "expected is a time such as 2026-01-05T08:00:00Z";
    }

    /// <summary>Tells what is wrong with an <c>xsd:duration</c>, such as <c>-PT1M30S</c>.</summary>
    public static string? DurationFault(ReadOnlySpan<byte> value) => IsDuration(value) ? null : "expected is a duration such as PT1M30S";

    private static bool HasZone(ReadOnlySpan<byte> value) => value is [.., (byte)'Z'] or [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _];

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

        return DateTimeOffset.TryParseExact(
            chars[..length], ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
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
