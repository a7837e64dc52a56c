using System.IO.Hashing;
using System.Runtime.InteropServices;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>The begin and the end of a turn.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>The turn that runs and will be stored; null at replay.</summary>
    private Turn? turn;

    private long turnSequence;
    private ulong requests;
    private int ordinal;
    private ulong stateHash;
    private MachineIndex stored = MachineIndex.None;

    /// <summary>Begins a turn that will be stored.</summary>
    private void Begin(Turn live, long now)
    {
        Begin(sequence + 1, now);
        turn = live;
    }

    /// <summary>Begins a turn.</summary>
    /// <param name="first">The number of its first record.</param>
    /// <param name="now">The time, in UTC ticks. The clock never goes back.</param>
    private void Begin(long first, long now)
    {
        clock.Now = Math.Max(clock.Now, now);
        lastUsed = clock.Now;
        turnSequence = first;
        requests = 0;
        ordinal = 0;
        CurrentTurn.Machine = this;
        if (rare is not { } r)
            return;
        r.Requests.Clear();
        r.NewPatches.Clear();
        r.Random = null;
        r.Draws = 0;
    }

    private void End()
    {
        turn = null;
        CurrentTurn.Machine = null;
    }

    /// <summary>Creates the machine, and runs its coroutine to the first wait.</summary>
    /// <param name="coroutine">Calls the coroutine.</param>
    /// <param name="deferred">The events that were deferred before a restart.</param>
    /// <returns>The exception that ended it; null if there was none.</returns>
    private Exception? StartMachine(Func<Durable<TEvent>, Coroutine> coroutine, params IEnumerable<TEvent> deferred)
    {
        clock.Clear();
        machine = new(host.MachineOptionsOf(this, clock));
        foreach (var @event in deferred)
            machine.DeferBeforeStart(@event);
        try
        {
            machine.Start(_ => coroutine(this), named: coroutine);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    /// <summary>Stores a turn that has run. If its coroutine has faulted, the machine is parked instead, or ends.</summary>
    /// <param name="live">The turn.</param>
    /// <param name="kind">The kind of its input.</param>
    /// <param name="start">Where the body of the input starts; it ends the buffer.</param>
    /// <param name="failure">The exception for the sender, although the turn is stored.</param>
    /// <param name="messageId">The identifier of the event; null if it has none.</param>
    /// <returns>The fault for which nothing is stored; null if the turn is on its way to the journal.</returns>
    private Exception? Keep(Turn live, RecordKind kind, int start, Exception? failure, string? messageId = null)
    {
        live.Failure = failure;
        Exception? fault;
        try
        {
            fault = Complete(live, kind, start, messageId);
            if (fault is null)
                Append(live, messageId);
        }
        catch (Exception error)
        {
            // The machine has run without a record.
            if (sequence >= turnSequence)
                journaled.Break(error);     // or the journal has refused the turn
            live.Return();
            Leave(error);
            ReleaseCommitWaiter();
            host.WakeLater(Key);
            throw;
        }

        if (fault is null)
            return null;
        live.Return();
        if (sequence == 0)
            Leave(fault);       // nothing of it is stored
        else
            ParkNow(fault);
        return fault;
    }

    private void Append(Turn live, string? messageId)
    {
        sequence = live.LastSequence;
        if (messageId is not null)
            Rarely.Messages.Add(messageId, live.InputSequence, host.Options.MaxMessageIds);
        WarnIfLong(live);
        if (rare is { } r)
        {
            r.Effects.RemoveAll(static effect => !effect.IsPending);
            live.Starts.AddRange(r.Effects.Where(effect => effect.Id.Sequence == turnSequence));
            r.OpenReplies.RemoveAll(static reply => reply.IsSettled);
        }

        if (Stage == InstanceStage.Ended)
            FailReplies(live, new MachineEndedException($"Machine {journaled.Id} has ended without a reply."));
        live.ChangedIndex = ChangedIndex();
        if (!live.IsAppended)
            host.Journal.Append(live);
        if (Stage == InstanceStage.Resident && NextDue is var due && due < AlarmDue)
            host.SetAlarm(this, due);
    }

    /// <summary>Adds the records of a turn: its input, and what follows when the coroutine has returned.</summary>
    private Exception? Complete(Turn live, RecordKind kind, int start, string? messageId)
    {
        var patches = kind == RecordKind.Started ? null : rare?.NewPatches;
        live.PatchCount = patches?.Count ?? 0;
        var received = messageId;
        if (kind == RecordKind.Started)
            WriteStart(live, []);
        while (true)
        {
            if (machine!.Status == MachineStatus.Faulted && host.Options.FaultPolicy == DurableFaultPolicy.Park)
                return machine.Fault;
            if (machine.Status == MachineStatus.Waiting || kind == RecordKind.Ended)
                break;

            RecordNote.WriteNone(live.Bodies);
            live.Add(kind, start, messageId);
            (start, messageId) = (live.Bodies.Length, null);
            if (rare?.Restart is { } argument)
            {
                if (kind == RecordKind.Checkpoint)
                {
                    return new InvalidOperationException(
                        $"Machine {journaled.Id} restarts without a wait between. Wait for an event first.");
                }

                kind = RecordKind.Checkpoint;
                live.FirstKept = sequence + live.PatchCount + live.RecordCount + 1;
                StartAgain(live, argument, received);
            }
            else
            {
                kind = RecordKind.Ended;
                Stage = InstanceStage.Ended;
                EndBody.Of(machine).Write(live.Bodies);
            }
        }

        digest = NextDigest(out var stateChanged);
        RecordNote.Write(live.Bodies, stateChanged ? host.PathOf(machine) : default, rare?.Requests);
        live.Add(kind, start, messageId);
        for (var i = 0; i < live.PatchCount; i++)
        {
            start = live.Bodies.Length;
            Numbers.Write(live.Bodies, patches![i]);
            RecordNote.WriteNone(live.Bodies);
            live.Add(RecordKind.Patch, start, at: i);
        }

        live.Seal(sequence + 1, clock.Now, digest);
        return null;
    }

    /// <summary>Runs the coroutine from its beginning, with the newest code and the data that it left.</summary>
    private void StartAgain(Turn live, byte[] argument, string? received)
    {
        var old = rare!;
        var deferred = machine!.Undelivered;
        rare = new() { Argument = argument };
        foreach (var (id, number) in old.Messages.All)
            rare.Messages.Add(id, number, host.Options.MaxMessageIds);
        if (received is not null)
            rare.Messages.Add(received, sequence + live.PatchCount + 1, host.Options.MaxMessageIds);
        rare.OpenReplies.AddRange(old.OpenReplies);
        version = host.Program.LatestVersion;
        isRestarted = true;
        Begin(firstSequence = live.FirstKept, clock.Now);
        (digest, stateHash) = (0, 0);
        StartMachine(host.Program.Find(version)!, deferred);
        WriteStart(live, [.. deferred.Select(Serialize)]);
    }

    private void WriteStart(Turn live, List<byte[]> deferred) => new StartBody(
        version, [.. rare?.NewPatches ?? []], [.. rare?.Messages.All ?? []], deferred, rare?.Argument.ToArray() ?? []).Write(live.Bodies);

    private byte[] Serialize(TEvent @event)
    {
        var buffer = new PayloadBuffer();
        host.Payloads.Write(journaled.Id, @event, host.EventType, buffer);
        return buffer.Slice(0, buffer.Length).ToArray();
    }

    /// <summary>Reports a journal that has become long.</summary>
    private void WarnIfLong(Turn live)
    {
        if (RecordCount >= host.Options.LongJournal && RecordCount - live.RecordCount < host.Options.LongJournal)
            DurableLog.LongJournal(host.Logger, host.Type, RecordCount);
    }

    /// <summary>Returns the digest after a turn: of the one before, the state path, deferred events, the timers and the requests.</summary>
    private ulong NextDigest(out bool stateChanged)
    {
        var state = machine!.StateHash;
        stateChanged = state != stateHash;
        stateHash = state;
        ReadOnlySpan<ulong> parts = [state, (ulong)machine.DeferredCount, machine.HashTimers(), clock.HashTimers(), requests];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts), unchecked((long)digest));
    }

    /// <summary>
    /// Returns the index if it must be stored. A stored time may be too early: the machine is then woken for nothing, but not stored at
    /// each event that moves its timeout.
    /// </summary>
    private MachineIndex? ChangedIndex()
    {
        var hasEnded = Stage == InstanceStage.Ended;
        var due = hasEnded ? long.MaxValue : NextDue;
        if (due > stored.Due && due != long.MaxValue && stored.Due > clock.Now)
            due = stored.Due;
        var index = new MachineIndex(due, !hasEnded && rare is { Effects.Count: > 0 }, hasEnded);
        if (index == stored)
            return null;
        stored = index;
        return index;
    }
}
