using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>The replay: the recorded inputs are handled again, and each turn must lead to the recorded digest.</content>
internal sealed partial class Instance<TEvent> : IRecordReader
{
    /// <summary>Whether the next record is the first of its turn.</summary>
    private bool isBetweenTurns = true;

    /// <summary>Gets the exception that ended the replay; null if there was none.</summary>
    internal Exception? ReplayFailure { get; private set; }

    bool IRecordReader.OnRecord(in JournalRecord record)
    {
        try
        {
            Replay(record);
            return true;
        }
        catch (Exception error)
        {
            ReplayFailure = FailureOf(record, error);
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
            ParkedReason = ReplayFailure?.Message ?? entry.Parked;
            if (ParkedReason is not null)
            {
                Stage = InstanceStage.Parked;
                machine?.Abandon();
                machine = null;
            }
            else if (Stage != InstanceStage.Ended)
            {
                Stage = InstanceStage.Resident;
            }
        }
    }

    private Exception FailureOf(in JournalRecord record, Exception error) => error is NondeterminismException
        ? error
        : new ReplayException(journaled.Id.ToString(), record.Sequence, record.Kind.ToString(), error);

    private void Replay(in JournalRecord record)
    {
        if (machine is null && record.Kind is not (RecordKind.Started or RecordKind.Checkpoint))
            throw new FormatException("The records do not begin with a start. Restore the journal from a copy.");
        if (isBetweenTurns)
            Begin(record.Sequence, record.Time);
        else
            inside = this;
        isBetweenTurns = record.Kind != RecordKind.Patch && record.Digest != 0;
        sequence = record.Sequence;
        var body = record.Payload[..RecordNote.BodyLength(record.Payload)];
        switch (record.Kind)
        {
            case RecordKind.Patch:
                Rarely.Patches[Numbers.ReadText(ref body)] = true;
                break;
            case RecordKind.Started or RecordKind.Checkpoint:
                ReplayStart(body);
                break;
            case RecordKind.Event:
                if (record.MessageId is { } id)
                    Rarely.Messages.Add(id, record.Sequence, host.Options.MaxMessageIds);
                machine!.Deliver(host.Payloads.Read(journaled.Id, body, host.EventType)!, out _);
                break;
            case RecordKind.Timer:
                Fire(out _);
                break;
            case RecordKind.Result:
                ReplayResult(body);
                break;
            case RecordKind.Ended:
                Stage = InstanceStage.Ended;
                break;
            default:
                throw new FormatException($"The kind {(int)record.Kind} is unknown. Use the version of this library that wrote the journal.");
        }

        if (record.Digest != 0)
            Verify(record);
    }

    private void ReplayStart(ReadOnlySpan<byte> payload)
    {
        var body = StartBody.Read(payload);
        version = body.Version;
        var coroutine = host.Program.Find(version) ?? throw new NotSupportedException(
            $"The machine was started with version {version} of its code, which is not registered. Add it with WithVersion.");
        rare = null;
        (digest, stateHash) = (0, 0);
        machine?.Abandon();
        if (body.Argument.Length > 0)
            Rarely.Argument = body.Argument;
        foreach (var patch in body.Patches)
            Rarely.Patches[patch] = true;
        foreach (var (id, number) in body.Messages)
            Rarely.Messages.Add(id, number, host.Options.MaxMessageIds);
        Begin(sequence, clock.Now);
        StartMachine(coroutine);
    }

    private void ReplayResult(ReadOnlySpan<byte> body)
    {
        var outcome = EffectOutcome.ReadHeader(ref body, out var id);
        var effect = rare?.Effects.Find(effect => effect.Id == id && effect.IsPending) ?? throw new NondeterminismException(
            $"Machine {journaled.Id}: record {sequence} is the result of effect {id}, for which the machine does not wait "
            + $"(state {machine!.State} at {machine.Position}). Deploy code that requests it, or repair the machine.")
            {
                Sequence = sequence,
                State = machine.State,
                Position = machine.Position,
            };
        effect.Deliver(outcome, body, out _);
    }

    private void Verify(in JournalRecord record)
    {
        rare?.Effects.RemoveAll(static effect => !effect.IsPending);
        digest = NextDigest(out _);
        if (digest != record.Digest)
            throw Differs(record);
    }

    private NondeterminismException Differs(in JournalRecord record)
    {
        var (recorded, requested) = RecordNote.Read(record.Payload);
        List<string> now = rare?.Requests ?? [];
        var text = $"Machine {journaled.Id}: record {record.Sequence} ({record.Kind}) now leads to another result. ";
        var path = machine!.State;
        if (recorded is not null && recorded != path)
            text += $"Recorded state: {recorded}; state now: {path} at {machine.Position}. ";
        else if (recorded is null)
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

        if (machine.Fault is { } fault)
            text += $"The coroutine has thrown {fault.GetType().Name}: {fault.Message} ";
        return new(text + "Deploy code that does the same for recorded inputs, such as by Has(patch) or another version.", machine.Fault)
        {
            Sequence = record.Sequence,
            RecordedState = recorded,
            State = path,
            Position = machine.Position,
        };
    }
}
