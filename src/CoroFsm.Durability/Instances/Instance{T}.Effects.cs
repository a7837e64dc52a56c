using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>The results of effects.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Starts the effects that were requested in turns that are stored, and have no result.</summary>
    internal void StartPendingEffects()
    {
        List<PendingEffect> pending;
        lock (clock)
            pending = [.. rare?.Effects.Where(effect => effect.IsPending && effect.Id.Sequence <= Volatile.Read(ref committed)) ?? []];
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

        RecordNow(effect, outcome);
    }

    private void RecordNow(PendingEffect effect, EffectOutcome outcome)
    {
        lock (clock)
        {
            FireOverdue();
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
                outcome = EffectOutcome.Failed(error);      // a result that cannot be stored, or not be read again
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
            try
            {
                WriteOutcome(live, effect, outcome);
            }
            catch (Exception failure)
            {
                // The work is rolled back with its turn, so the failure is recorded by another one.
                live.Return();
                host.Post(
                    static state =>
                    {
                        var (instance, effect, failure) = ((Instance<TEvent>, PendingEffect, Exception))state!;
                        instance.RecordNow(effect, EffectOutcome.Failed(failure));
                    },
                    (this, effect, failure));
                return false;
            }

            return Deliver(live, effect, outcome);
        }
    }

    private static void WriteOutcome(Turn live, PendingEffect effect, EffectOutcome outcome)
    {
        outcome.WriteHeader(effect.Id, live.Bodies);
        if (outcome.ErrorType is not null)
            return;
        var start = live.Bodies.Length;
        effect.WriteResult(live.Bodies);

        // The machine receives the recorded result, even if the effect has just returned its own: it must see the same at replay.
        effect.ReadResult(live.Bodies.Slice(start, live.Bodies.Length - start));
    }

    private bool Deliver(Turn live, PendingEffect effect, EffectOutcome outcome)
    {
        Begin(live, host.Now);
        try
        {
            effect.Deliver(outcome, out var failure);
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
