using System.Globalization;
using CoroFsm.Scxml;

namespace ScxmlSample;

/// <summary>A line of events: an event, or a time to wait.</summary>
/// <param name="Name">Name of the event; null: a wait, or nothing.</param>
/// <param name="Data">Data of the event.</param>
/// <param name="Wait">Time to wait.</param>
internal sealed record EventLine(string? Name, object? Data, TimeSpan Wait)
{
    /// <summary>Reads a line: <c>NAME [JSON]</c>, <c>after TIME</c>, a comment that begins with #, or nothing.</summary>
    /// <returns>The line; null if it is none of these.</returns>
    internal static EventLine? Parse(string line)
    {
        var text = line.Trim();
        if (text.Length == 0 || text[0] == '#')
            return new(null, null, TimeSpan.Zero);
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var (name, rest) = end < 0 ? (text, "") : (text[..end], text[end..].Trim());
        if (name == "after")
            return Time(rest) is { } wait ? new(null, null, wait) : null;
        object? data = null;
        return rest.Length == 0 || ScxmlValue.TryParseJson(rest, out data) ? new(name, data, TimeSpan.Zero) : null;
    }

    private static TimeSpan? Time(string text)
    {
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? 2 : 1;
        return text.Length > unit
            && double.TryParse(text[..^unit], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number < TimeSpan.MaxValue.TotalSeconds
            && text[^unit..] is "s" or "ms"
                ? unit == 2 ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromSeconds(number)
                : null;
    }
}
