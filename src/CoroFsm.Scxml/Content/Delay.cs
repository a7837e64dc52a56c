using System.Globalization;

namespace CoroFsm.Scxml.Content;

/// <summary>Times as SCXML writes them, in the format of CSS 2.</summary>
internal static class Delay
{
    internal const string Format = "Write a number and a unit, s or ms, such as 1.5s or 200ms.";

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time; the largest one if the text is beyond it.</param>
    /// <returns>False if the text is not a time.</returns>
    internal static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        var number = text.AsSpan().Trim();
        var unit = 1.0;
        if (number.EndsWith("ms", StringComparison.OrdinalIgnoreCase))
        {
            number = number[..^2];
            unit = 0.001;
        }
        else if (number.EndsWith("s", StringComparison.OrdinalIgnoreCase))
            number = number[..^1];
        else
            return false;
        if (number.StartsWith('+'))
            number = number[1..];
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return false;
        value *= unit * TimeSpan.TicksPerSecond;
        time = value < TimeSpan.MaxValue.Ticks ? new((long)Math.Round(value)) : TimeSpan.MaxValue;
        return true;
    }
}
