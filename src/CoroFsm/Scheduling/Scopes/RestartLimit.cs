namespace CoroFsm.Scheduling;

/// <summary>Represents the limit of restarts. When one more is needed, the supervisor itself fails (Erlang's restart intensity).</summary>
public sealed record RestartLimit
{
    /// <summary>Gets the maximum number of restarts within <see cref="Period"/>. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxRestarts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    = 3;

    /// <summary>Gets the time span in which restarts are counted. Default: 5 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan Period
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    }

    = TimeSpan.FromSeconds(5);
}
