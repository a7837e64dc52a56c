using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Instances;

/// <content>Repairs: changed inputs are handled again, and get the digests and notes of the code of today.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Handles the inputs of a machine.</summary>
    /// <param name="turns">The records of each turn.</param>
    /// <param name="index">The index after the last one.</param>
    /// <returns>The records with their new digests.</returns>
    /// <exception cref="RepairException">An input cannot be handled, or the machine ends before the last one.</exception>
    internal List<StoredRecord> Rewrite(List<List<StoredRecord>> turns, out MachineIndex index)
    {
        List<StoredRecord> rewritten = [];
        Dictionary<EffectId, string> effects = [];
        lock (clock)
        {
            foreach (var inputs in turns)
            {
                if (machine is { Status: not MachineStatus.Waiting })
                    throw Refused(inputs[0].Sequence, $"the machine ends before it, at record {sequence}");
                RewriteTurn(inputs, inputs == turns[^1], rewritten, effects);
            }

            index = ChangedIndex() ?? MachineIndex.None;
            Leave(reason: null);
        }

        return rewritten;
    }

    private void RewriteTurn(List<StoredRecord> inputs, bool isLast, List<StoredRecord> rewritten, Dictionary<EffectId, string> effects)
    {
        var first = rewritten.Count;
        foreach (var record in inputs)
        {
            if (record.Kind == RecordKind.Ended && machine?.Status == MachineStatus.Waiting)
                continue;       // it no longer ends here
            HandleForRepair(record, effects);
            rewritten.Add(record);
        }

        if (machine!.Status == MachineStatus.Faulted && host.Options.FaultPolicy == DurableFaultPolicy.Park)
            throw Refused(sequence, $"the coroutine throws {machine.Fault!.GetType().Name}: {machine.Fault.Message}", machine.Fault);
        if (isLast && machine.Status != MachineStatus.Waiting && Stage != InstanceStage.Ended)
            rewritten.Add(EndRecord(rewritten[^1]));

        NameEffects(inputs, effects);
        rare?.Effects.RemoveAll(static effect => !effect.IsPending);
        digest = NextDigest(out var stateChanged);
        isBetweenTurns = true;
        for (var i = first; i < rewritten.Count; i++)
            rewritten[i] = Annotate(rewritten[i], isLast: i == rewritten.Count - 1, stateChanged);
    }

    private void HandleForRepair(StoredRecord record, Dictionary<EffectId, string> effects)
    {
        try
        {
            if (record.Kind == RecordKind.Result)
                CheckEffect(record, effects);
            Handle(new(record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.Span));
        }
        catch (Exception error) when (error is not RepairException)
        {
            throw Refused(record.Sequence, error.Message, error);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Refuses the result of an effect if another is requested in its place now.</summary>
    private void CheckEffect(StoredRecord record, Dictionary<EffectId, string> effects)
    {
        var body = Repair.BodyOf(record);
        _ = EffectOutcome.ReadHeader(ref body, out var id);
        if (effects.TryGetValue(id, out var name) && rare?.Effects.Find(effect => effect.Id == id)?.Name is { } now && now != name)
            throw Refused(record.Sequence, $"it is the result of effect '{name}', in whose place '{now}' is requested now");
    }

    /// <summary>Remembers the recorded names of the effects that a turn has requested.</summary>
    private void NameEffects(List<StoredRecord> inputs, Dictionary<EffectId, string> effects)
    {
        var ordinalOfEffect = 0;
        foreach (var request in RecordNote.Read(inputs[^1].Payload.Span).Requests)
        {
            if (EffectRequest.NameOf(request) is { } name)
                effects[new(turnSequence, ordinalOfEffect++)] = name;
        }
    }

    /// <summary>Returns the record that ends a machine which has returned earlier than recorded.</summary>
    private StoredRecord EndRecord(StoredRecord last)
    {
        if (rare?.Restart is not null)
            throw Refused(sequence, "the machine restarts here now. Move it when it has restarted by itself");
        Stage = InstanceStage.Ended;
        var payload = new PayloadBuffer();
        EndBody.Of(machine!).Write(payload);
        RecordNote.WriteNone(payload);
        return new(++sequence, RecordKind.Ended, last.Time, 0, null, payload.Slice(0, payload.Length).ToArray());
    }

    private StoredRecord Annotate(StoredRecord record, bool isLast, bool stateChanged)
    {
        var payload = new PayloadBuffer();
        payload.Write(Repair.BodyOf(record));
        if (isLast)
            RecordNote.Write(payload, stateChanged ? host.PathOf(machine!) : default, rare?.Requests);
        else
            RecordNote.WriteNone(payload);
        return record with { Digest = isLast ? digest : 0, Payload = payload.Slice(0, payload.Length).ToArray() };
    }

    private RepairException Refused(long number, string why, Exception? cause = null) => new(
        $"Machine {journaled.Id} cannot be repaired so. Record {number} cannot be handled then: {why.TrimEnd('.')}. "
        + "Leave that record out too, or deploy code that handles it.",
        cause)
    {
        Sequence = number,
    };
}
