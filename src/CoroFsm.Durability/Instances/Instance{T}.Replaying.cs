using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Instances;

/// <content>The replay: the recorded inputs are handled again, and each turn must lead to the recorded digest.</content>
internal sealed partial class Instance<TEvent> : IRecordReader
{
    /// <summary>Whether the next record is the first of its turn.</summary>
    private bool isBetweenTurns = true;

    /// <summary>Gets the exception that ended the replay; null if there was none.</summary>
    internal Exception? ReplayFailure => rare?.ReplayFailure;

    bool IRecordReader.OnRecord(in JournalRecord record)
    {
        try
        {
            Replay(record);
            return true;
        }
        catch (Exception error)
        {
            Rarely.ReplayFailure = error is NondeterminismException ? error
                : new ReplayException(journaled.Id.ToString(), record.Sequence, record.Kind.ToString(), error);
            return false;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Begins to handle inputs, after the replay.</summary>
    /// <param name="entry">What the journal knows of the machine.</param>
    internal void Resume(MachineEntry entry)
    {
        lock (clock)
        {
            journaled = entry.Machine;
            stored = entry.Index;
            Volatile.Write(ref committed, sequence);
            rare?.Effects.RemoveAll(static effect => !effect.IsPending);
            if ((ReplayFailure?.Message ?? entry.Parked) is { } reason)
            {
                Rarely.ParkedReason = reason;
                Stage = InstanceStage.Parked;
                AbandonMachine();
                machine = null;
            }
            else if (Stage != InstanceStage.Ended)
            {
                Stage = InstanceStage.Resident;
            }
        }
    }

    private void Replay(in JournalRecord record)
    {
        Handle(record);
        if (record.Digest != 0)
            Verify(record);
    }

    /// <summary>Handles a record, without comparing the digest.</summary>
    private void Handle(in JournalRecord record)
    {
        if (machine is null && record.Kind is not (RecordKind.Started or RecordKind.Checkpoint))
            throw new FormatException("The records do not begin with a start. Restore the journal from a copy.");
        if (isBetweenTurns)
            Begin(record.Sequence, record.Time);
        else
            CurrentTurn.Machine = this;
        isBetweenTurns = record.Kind != RecordKind.Patch && record.Digest != 0;
        sequence = record.Sequence;
        var body = record.Payload[..RecordNote.BodyLength(record.Payload)];
        switch (record.Kind)
        {
            case RecordKind.Patch:
                Rarely.Patches[Numbers.ReadText(ref body)] = true;
                break;
            case RecordKind.Started or RecordKind.Checkpoint:
                isRestarted = record.Kind == RecordKind.Checkpoint;
                ReplayStart(body);
                break;
            case RecordKind.Event:
                if (record.MessageId is { } id)
                    Rarely.Messages.Add(id, record.Sequence, host.Options.MaxMessageIds);
                ReplayEvent(record, host.Payloads.Read(journaled.Id, body, host.EventType)!);
                break;
            case RecordKind.Timer:
                if (!Fire(out _))
                    throw Differs(record, "no timer is due now");
                break;
            case RecordKind.Result:
                ReplayResult(record, body);
                break;
            case RecordKind.Ended:
                Stage = InstanceStage.Ended;
                break;
            case RecordKind.Skipped:
                if (record.MessageId is { } skipped)
                    Rarely.Messages.Add(skipped, record.Sequence, host.Options.MaxMessageIds);
                break;
            default:
                throw new FormatException(
                    $"The kind {(int)record.Kind} is unknown. Use the version of this library that wrote the journal.");
        }
    }

    private void ReplayEvent(in JournalRecord record, TEvent @event)
    {
        if (machine!.Deliver(@event, out _) is var delivery and (Delivery.Ignored or Delivery.Refused))
            throw Differs(record, delivery == Delivery.Ignored ? "the event is ignored now" : "the event is not accepted now");
    }

    private void ReplayStart(ReadOnlySpan<byte> payload)
    {
        var body = StartBody.Read(payload);
        version = body.Version;
        var coroutine = host.Program.Find(version) ?? throw new NotSupportedException(
            $"The machine was started with version {version} of its code, which is not registered. Add it with WithVersion.");
        AbandonMachine();
        rare = null;
        firstSequence = sequence;
        (digest, stateHash) = (0, 0);
        if (body.Argument.Length > 0)
            Rarely.Argument = body.Argument;
        foreach (var patch in body.Patches)
            Rarely.Patches[patch] = true;
        foreach (var (id, number) in body.Messages)
            Rarely.Messages.Add(id, number, host.Options.MaxMessageIds);
        Begin(sequence, clock.Now);
        StartMachine(coroutine);
    }

    private void ReplayResult(in JournalRecord record, ReadOnlySpan<byte> body)
    {
        var outcome = EffectOutcome.ReadHeader(ref body, out var id);
        var effect = rare?.Effects.Find(effect => effect.Id == id && effect.IsPending)
            ?? throw Differs(record, $"the machine does not wait for effect {id} now");
        if (outcome.ErrorType is null)
            effect.ReadResult(body);
        effect.Deliver(outcome, out _);
    }

    private void Verify(in JournalRecord record)
    {
        rare?.Effects.RemoveAll(static effect => !effect.IsPending);
        digest = NextDigest(out _);
        if (digest != record.Digest)
            throw Differs(record, "it leads to another result now");
    }

    private NondeterminismException Differs(in JournalRecord record, string what)
    {
        var (recorded, requested) = RecordNote.Read(record.Payload);
        List<string> now = rare?.Requests ?? [];
        var text = $"Machine {journaled.Id}: record {record.Sequence} ({record.Kind}): {what}. ";
        var path = machine!.State;
        if (machine.Fault is { } fault)
            text += $"The coroutine has thrown {fault.GetType().Name}: {fault.Message} ";
        if (recorded is not null && recorded != path)
            text += $"Recorded state: {recorded}; state now: {path} at {machine.Position}. ";
        else
            text += $"State now: {path} at {machine.Position}. ";
        var first = Enumerable.Range(0, Math.Max(requested.Length, now.Count))
            .FirstOrDefault(i => requested.ElementAtOrDefault(i) != now.ElementAtOrDefault(i), -1);
        if (first >= 0)
        {
            text += $"The first request that differs: recorded '{requested.ElementAtOrDefault(first) ?? "none"}', "
                + $"now '{now.ElementAtOrDefault(first) ?? "none"}'. ";
        }
        else if (recorded is null || recorded == path)
        {
            text += "The state and the requests are those that were recorded, or unchanged: compare the timers and timeouts. ";
        }

        return new(text + "Deploy code that does the same for recorded inputs, such as by Has(patch) or another version.", machine.Fault)
        {
            Sequence = record.Sequence,
            RecordedState = recorded,
            State = path,
            Position = machine.Position,
        };
    }
}
