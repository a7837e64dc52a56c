using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Effects;

/// <summary>Records the results of the effects of one machine.</summary>
internal interface IEffectHost
{
    /// <summary>Gets the conversion of results.</summary>
    Payloads Payloads { get; }

    /// <summary>Gets the clock of timeouts.</summary>
    TimeProvider Time { get; }

    /// <summary>Gets the token that is cancelled when the host stops.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Returns the key that identifies an effect to others, the same at each call.</summary>
    string KeyOf(EffectId id);

    /// <summary>Records the end of an effect, and runs the machine.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="outcome">Writes the result.</param>
    void Record(PendingEffect effect, EffectOutcome outcome);
}
