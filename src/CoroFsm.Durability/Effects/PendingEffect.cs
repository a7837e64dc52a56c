using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Effects;

/// <summary>Represents an effect that a machine has requested and whose result is not recorded.</summary>
internal abstract class PendingEffect(IEffectHost host, EffectId id, string name)
{
    private int starts;

    private protected IEffectHost Host => host;

    internal EffectId Id => id;

    internal string Name => name;

    /// <summary>Gets a value indicating whether the machine waits for the result.</summary>
    internal abstract bool IsPending { get; }

    /// <summary>Gets a value indicating whether the effect is running in this process.</summary>
    internal bool IsStarted { get; private protected set; }

    /// <summary>Marks the effect as started.</summary>
    /// <returns>False if it was before: a machine that is loaded because it must be woken would start it twice.</returns>
    internal bool TryStart() => Interlocked.Exchange(ref starts, 1) == 0;

    /// <summary>Gets a value indicating whether the effect is work in the journal's own transaction.</summary>
    internal virtual bool IsTransaction => false;

    /// <summary>Calls the effect. It records its result when it has ended.</summary>
    internal abstract Task RunAsync();

    /// <summary>Writes the result of an effect that has succeeded.</summary>
    internal abstract void WriteResult(PayloadBuffer output);

    /// <summary>Ends the wait of the machine with a recorded outcome, and runs its turn.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="payload">The result, if it has succeeded.</param>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    internal abstract void Deliver(EffectOutcome outcome, ReadOnlySpan<byte> payload, out Exception? failure);
}
