namespace CoroFsm.Testing;

/// <summary>
/// Provides the options of a simulated network. It delivers the bytes that are sent in segments, each of which arrives as a whole after a
/// delay. By default, everything is delivered.
/// </summary>
public sealed record SimulatedNetworkOptions
{
    /// <summary>Gets the default options.</summary>
    public static SimulatedNetworkOptions Default { get; } = new();

    /// <summary>
    /// Gets the minimum delay of a segment. Default: 0. If it is 0, a quarter of the segments have no delay: they arrive between two turns,
    /// while other tasks run.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan MinDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>
    /// Gets the maximum delay of a segment. Default: 10 ms. If it is less than <see cref="MinDelay"/>, the constructor of
    /// <see cref="SimulatedNetwork"/> throws <see cref="ArgumentException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    /// <remarks>
    /// The bytes of a connection keep their order: a slow segment delays those behind it. Segments of different connections may overtake
    /// each other.
    /// </remarks>
    public TimeSpan MaxDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Gets the maximum number of bytes that one direction of a connection holds, in transit and unread, before a sender has to wait.
    /// Default: 65,536.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Window
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1 << 16;

    /// <summary>Gets the maximum length of a segment in bytes. Default: 1,460.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxSegment
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1460;

    /// <summary>Gets the probability that a segment is split, from 0 to 1. Default: 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double SplitProbability
    {
        get;
        init => field = Probability(value);
    }

    = 0.5;

    /// <summary>Gets the probability that a segment resets its connection, from 0 to 1. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double ResetProbability
    {
        get;
        init => field = Probability(value);
    }

    /// <summary>
    /// Gets the probability that a segment makes its connection silent, from 0 to 1: neither side receives anything until the connection is
    /// healed. Default: 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double DropProbability
    {
        get;
        init => field = Probability(value);
    }

    private static double Probability(double value)
    {
        if (value is >= 0 and <= 1)
            return value;
        throw new ArgumentOutOfRangeException(nameof(value), value, "The probability is out of range. Use a value from 0 to 1.");
    }
}
