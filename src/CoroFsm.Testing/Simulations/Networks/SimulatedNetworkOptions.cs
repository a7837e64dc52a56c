namespace CoroFsm.Testing;

/// <summary>How a simulated network treats what it carries. By default it delivers all of it, a little later and in pieces.</summary>
public sealed record SimulatedNetworkOptions
{
    /// <summary>Gets the options of a network that was given none.</summary>
    public static SimulatedNetworkOptions Default { get; } = new();

    /// <summary>
    /// Gets the shortest time that a segment is under way. Default: 0, with which a quarter of them takes no time at all: they arrive between two turns, while other tasks run.
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

    /// <summary>Gets the longest time that a segment is under way; not less than <see cref="MinDelay"/>. Default: 10 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    /// <remarks>Bytes of one connection keep their order: one that is slow holds up those behind it. Connections overtake each other.</remarks>
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

    /// <summary>Gets how many bytes a direction of a connection holds, under way and unread, before a sender has to wait. Default: 65,536.</summary>
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

    /// <summary>Gets the length of the longest segment, in bytes: what arrives at one time. Default: 1,460.</summary>
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

    /// <summary>Gets how likely a segment is cut shorter than it could be, anywhere; from 0 to 1. Default: 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double SplitProbability
    {
        get;
        init => field = Probability(value);
    }

    = 0.5;

    /// <summary>Gets how likely it is, for each segment, that its connection is reset instead; from 0 to 1. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double ResetProbability
    {
        get;
        init => field = Probability(value);
    }

    /// <summary>Gets how likely it is, for each segment, that its connection falls silent with it: neither side gets anything any more, until it is healed. From 0 to 1. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double DropProbability
    {
        get;
        init => field = Probability(value);
    }

    private static double Probability(double value)
    {
        if (value is >= 0 and <= 1)
            return value;
        throw new ArgumentOutOfRangeException(nameof(value), value, "A probability is from 0 to 1.");
    }
}
