namespace CoroFsm.Scheduling;

/// <summary>How often a supervisor restarts what fails, before it fails itself (Erlang's restart intensity).</summary>
public sealed record RestartLimit
{
    /// <summary>Gets how many restarts there may be within <see cref="Period"/>. Default: 3.</summary>
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

    /// <summary>Gets the time in which they are counted. Default: 5 seconds.</summary>
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
