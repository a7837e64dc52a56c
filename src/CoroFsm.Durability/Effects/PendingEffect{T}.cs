using System.Text.Json.Serialization.Metadata;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Effects;

/// <summary>Represents an effect with a result of a type.</summary>
internal abstract class PendingEffect<TResult>(
    IEffectHost host, MachineId machine, EffectId id, string name, IExternalWork<TResult> work, JsonTypeInfo<TResult> type)
    : PendingEffect(host, id, name)
{
    internal override bool IsPending => work.IsPending;

    /// <summary>Gets the token that is cancelled when the machine no longer waits for the effect.</summary>
    private protected CancellationToken Left => work.Token;

    private protected TResult? Result { get; set; }

    internal override void WriteResult(PayloadBuffer output) => Host.Payloads.Write(machine, Result!, type, output);

    internal override void ReadResult(ReadOnlySpan<byte> payload) => Result = Host.Payloads.Read(machine, payload, type);

    internal override void Deliver(EffectOutcome outcome, out Exception? failure)
    {
        if (outcome.ErrorType is { } errorType)
            work.Fail(new EffectFailedException(Name, errorType, outcome.ErrorMessage ?? ""), out failure);
        else
            work.Complete(Result!, out failure);
    }
}
