namespace CoroFsm.Durability;

/// <summary>Represents one call of an effect.</summary>
/// <param name="Id">The identifier, the same each time this effect is called: hand it on as idempotency key.</param>
/// <param name="Attempt">The number of the call in this process, from 1.</param>
/// <param name="CancellationToken">Cancelled when the machine no longer waits for the effect, after the timeout, or when the host
/// stops.</param>
public readonly record struct EffectContext(string Id, int Attempt, CancellationToken CancellationToken)
{
    private static readonly AsyncLocal<EffectContext?> Ambient = new();

    /// <summary>
    /// Gets the call that the running code belongs to: for work that a state of a chart invokes, which takes no
    /// <see cref="EffectContext"/>. Null outside such work.
    /// </summary>
    public static EffectContext? Current => Ambient.Value;

    /// <summary>Sets <see cref="Current"/> until the calling asynchronous method returns.</summary>
    internal static void SetCurrent(EffectContext context) => Ambient.Value = context;
}
