namespace CoroFsm.Testing.Durability;

/// <summary>Provides the options of a <see cref="DurableSimulation{THost}"/>.</summary>
public sealed record DurableSimulationOptions
{
    /// <summary>Gets the options with three crashes and a failed commit now and then.</summary>
    public static DurableSimulationOptions Default { get; } = new();

    /// <summary>Gets the maximum number of crashes that the seed places anywhere in the run. Default: 3.</summary>
    public int MaxCrashes { get; init; } = 3;

    /// <summary>Gets the number of steps of which one is a crash, on average, until there were <see cref="MaxCrashes"/>. Default:
    /// 25.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int StepsPerCrash
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 25;

    /// <summary>Gets the number of commits of which one fails, on average, stored or not. Default: 20; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int CommitsPerFault
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    = 20;

    /// <summary>Gets the steps before which the process crashes, from 0. Default: null (those that the seed chooses).</summary>
    public IReadOnlyCollection<int>? CrashSteps { get; init; }
}
