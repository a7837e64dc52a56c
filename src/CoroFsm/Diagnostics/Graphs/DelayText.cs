using System.Globalization;

namespace CoroFsm.Diagnostics;

/// <summary>Formats the delay of a timed transition.</summary>
internal static class DelayText
{
    /// <summary>Gets a text with units, such as "1 h 30 min", "2.5 s" or "40 ms".</summary>
    internal static string Of(TimeSpan delay)
    {
        if (delay < TimeSpan.FromSeconds(1))
            return delay == TimeSpan.Zero ? "0 s" : $"{Number(delay.TotalMilliseconds)} ms";

        var seconds = (delay.Ticks % TimeSpan.TicksPerMinute) / (double)TimeSpan.TicksPerSecond;
        string[] parts =
        [
            Part(delay.Days, "d"),
            Part(delay.Hours, "h"),
            Part(delay.Minutes, "min"),
            seconds > 0 ? $"{Number(seconds)} s" : "",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>Gets a delay as CSS and SCXML write it.</summary>
    internal static string Css(TimeSpan delay) => $"{Number(delay.Ticks / (decimal)TimeSpan.TicksPerSecond)}s";

    private static string Part(int count, string unit) => count > 0 ? $"{count} {unit}" : "";

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString("0.#######", CultureInfo.InvariantCulture);
}
