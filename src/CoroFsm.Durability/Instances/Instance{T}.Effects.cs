using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>The results of effects.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Starts the effects that were requested before the process ended and have no result.</summary>
    internal void StartPendingEffects()
    {
        List<PendingEffect> pending;
        lock (clock)
            pending = [.. rare?.Effects.Where(static effect => effect is { IsPending: true, IsStarted: false }) ?? []];
        foreach (var effect in pending)
            host.Run(effect);
    }

    void IEffectHost.Record(PendingEffect effect, EffectOutcome outcome)
    {
        if (effect is ITransactionalEffect)
        {
            AppendTransaction(effect);
            return;
        }

        lock (clock)
        {
            if (Stage != InstanceStage.Resident || journaled.Failure is not null || !effect.IsPending)
                return;
            var live = Turn.Rent(this, hasSender: false, host.IsAsync);
            try
            {
                WriteOutcome(live, effect, outcome);
            }
            catch (Exception error) when (outcome.ErrorType is null)
            {
                live.Bodies.Clear();
                outcome = EffectOutcome.Failed(error);      // a result that cannot be stored
                WriteOutcome(live, effect, outcome);
            }

            Deliver(live, effect, outcome);
        }
    }

    /// <summary>Runs the machine with the result of a transaction, inside the transaction.</summary>
    /// <returns>False if it does not wait for it any longer.</returns>
    internal bool CompleteTransaction(Turn live, PendingEffect effect, Exception? error)
    {
        lock (clock)
        {
            if (Stage != InstanceStage.Resident || journaled.Failure is not null || !effect.IsPending)
            {
                live.Return();
                return false;
            }

            var outcome = error is null ? EffectOutcome.Succeeded : EffectOutcome.Failed(error);
            WriteOutcome(live, effect, outcome);
            return Deliver(live, effect, outcome);
        }
    }

    private static void WriteOutcome(Turn live, PendingEffect effect, EffectOutcome outcome)
    {
        outcome.WriteHeader(effect.Id, live.Bodies);
        if (outcome.ErrorType is null)
            effect.WriteResult(live.Bodies);
    }

    private bool Deliver(Turn live, PendingEffect effect, EffectOutcome outcome)
    {
        var payload = live.Bodies.Slice(0, live.Bodies.Length);
        _ = EffectOutcome.ReadHeader(ref payload, out _);
        Begin(live, host.Now);
        try
        {
            effect.Deliver(outcome, payload, out var failure);
            return Keep(live, RecordKind.Result, start: 0, failure) is null;
        }
        finally
        {
            End();
        }
    }

    private void AppendTransaction(PendingEffect effect)
    {
        var live = Turn.Rent(this, hasSender: false, host.IsAsync);
        live.IsAppended = true;
        host.Journal.Append(new TransactionTurn<TEvent>(this, live, effect));
    }
}
