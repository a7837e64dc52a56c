using Polly;

namespace CoroFsm.Durability;

/// <summary>Provides the options of an effect.</summary>
public sealed record EffectOptions
{
    /// <summary>Gets the options of an effect that is called once, without a timeout.</summary>
    public static EffectOptions Default { get; } = new();

    /// <summary>Gets the pipeline that each call passes through, such as retries. Default:
    /// <see cref="ResiliencePipeline.Empty"/>.</summary>
    public ResiliencePipeline Pipeline { get; init; } = ResiliencePipeline.Empty;

    /// <summary>Gets the time limit of all attempts together. Default: null (none).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            if (value is { } timeout)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }
}
