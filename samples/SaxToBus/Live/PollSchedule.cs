namespace SaxToBus;

/// <summary>Decides how long a feed is left alone between two polls: longer after each failure, and as long as the server asks.</summary>
/// <param name="interval">The time between two polls that succeed.</param>
/// <param name="maxBackOff">The maximum time after failures, if the server does not ask for more; at least the interval applies.</param>
/// <param name="random">Spreads the polls of many clients after a failure.</param>
internal sealed class PollSchedule(TimeSpan interval, TimeSpan maxBackOff, Random random)
{
    /// <summary>The usual maximum time between two polls that fail.</summary>
    public static readonly TimeSpan UsualMaxBackOff = TimeSpan.FromMinutes(5);

    /// <summary>The number of failures after which the time no longer doubles, so that it cannot overflow.</summary>
    private const int MaxDoublings = 20;

    private int failures;

    /// <summary>Returns the time to the next poll after one that succeeded.</summary>
    /// <param name="taken">How long it took, which counts as a part of the interval.</param>
    public TimeSpan AfterSuccess(TimeSpan taken)
    {
        failures = 0;
        return taken < interval ? interval - taken : TimeSpan.Zero;
    }

    /// <summary>Returns the time to the next poll after a failure: the interval, doubled with each in a row, less a random part.</summary>
    /// <param name="retryAfter">The time that the server asks for; null if it does not.</param>
    public TimeSpan AfterFailure(TimeSpan? retryAfter)
    {
        failures = Math.Min(failures + 1, MaxDoublings);
        var longest = Math.Max(interval.Ticks, Math.Min((double)maxBackOff.Ticks, Math.ScaleB(interval.Ticks, failures)));
        var wait = TimeSpan.FromTicks((long)(interval.Ticks + (longest - interval.Ticks) * (0.5 + random.NextDouble() / 2)));
        return retryAfter > wait ? retryAfter.Value : wait;
    }
}
