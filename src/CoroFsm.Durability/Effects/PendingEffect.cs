using CoroFsm.Durability.Records;

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

    /// <summary>Claims the call of the effect.</summary>
    /// <returns>False if it was called for this machine's object before.</returns>
    internal bool TryStart() => Interlocked.Exchange(ref starts, 1) == 0;

    /// <summary>Cancels the effect, because the machine's object is not used any more. Another object calls it again.</summary>
    internal virtual void Abandon()
    {
    }

    /// <summary>Calls the effect. It records its result when it has ended.</summary>
    internal abstract Task RunAsync();

    /// <summary>Writes the result of an effect that has succeeded.</summary>
    internal abstract void WriteResult(PayloadBuffer output);

    /// <summary>Reads a result that was recorded.</summary>
    internal abstract void ReadResult(ReadOnlySpan<byte> payload);

    /// <summary>Ends the wait of the machine with a recorded outcome and the result that was read, and runs its turn.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    internal abstract void Deliver(EffectOutcome outcome, out Exception? failure);
}
