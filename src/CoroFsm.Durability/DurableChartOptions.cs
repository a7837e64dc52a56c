namespace CoroFsm.Durability;

/// <summary>Provides the options of charts as durable machines.</summary>
public sealed record DurableChartOptions
{
    /// <summary>Gets the default options.</summary>
    public static DurableChartOptions Default { get; } = new();

    /// <summary>
    /// Gets the number of inputs after which the machine restarts from a snapshot, so that its journal stays short. Default: 500; null for
    /// never. It may change at any time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <remarks>
    /// A snapshot waits until no event is deferred, no work or effect runs, and no timer of the inbox is set.
    /// </remarks>
    public int? InputsPerSnapshot
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(value));
            field = value;
        }
    }

    = 500;

    /// <summary>Gets the options of the work that states invoke. Default: null (those of the host).</summary>
    public EffectOptions? Work { get; init; }
}
