using System.Collections.Immutable;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

/// <summary>Represents one commit while it is made: the state that it will store, and what became of each write.</summary>
/// <param name="state">The state before the commit.</param>
/// <param name="conflicts">Whether the first turn conflicts.</param>
internal sealed class JournalCommit(JournalState state, bool conflicts)
{
    private readonly List<(QueuedWrite Write, JournalException? Error)> outcomes = [];
    private readonly List<(JournaledMachine Machine, long Number)> created = [];
    private bool conflicts = conflicts;

    internal JournalState State { get; set; } = state;

    internal long RecordCount { get; private set; }

    /// <summary>Gets the writes in their order, each with its own error, if it failed alone.</summary>
    internal IReadOnlyList<(QueuedWrite Write, JournalException? Error)> Outcomes => outcomes;

    /// <summary>Applies a write, except that of a transaction.</summary>
    internal void Apply(QueuedWrite write)
    {
        switch (write)
        {
            case QueuedChange change:
                State = change.Apply(State);
                break;
            case QueuedRemoval removal:
                State = removal.Apply(State);
                break;
            case { Turn: { } turn }:
                outcomes.Add((write, Append(turn)));
                return;
        }

        outcomes.Add((write, null));
    }

    /// <summary>
    /// Applies a transaction: its work, then what was queued for its machine meanwhile, then its records. All of them fail together.
    /// </summary>
    /// <returns>False if the machine no longer waits for the work: then nothing is stored, and the turn is not notified.</returns>
    internal async ValueTask<bool> ApplyAsync(
        QueuedWrite write, JournalTransaction turn, Func<long, List<QueuedWrite>> takeEarlier, CancellationToken cancellationToken)
    {
        if (FailureOf(turn.Machine) is { } failure)
        {
            outcomes.Add((write, failure));
            return true;
        }

        using var transaction = new MemoryTransaction(this);
        Exception? error = null;
        try
        {
            await turn.ExecuteAsync(transaction, cancellationToken);
        }
        catch (Exception caught)
        {
            transaction.Undo();
            error = caught;
        }

        transaction.End();
        if (!turn.Complete(error))
        {
            transaction.Undo();
            return false;
        }

        var unit = takeEarlier(turn.GetRecord(0).Sequence);
        unit.Add(write);
        JournalException? fault = null;
        foreach (var part in unit)
            fault ??= Append(part.Turn!);
        if (fault is not null)
            transaction.Undo();
        outcomes.AddRange(unit.Select(part => (part, fault)));
        return true;
    }

    /// <summary>Sets the numbers of the machines that were created.</summary>
    internal void NumberMachines()
    {
        foreach (var (machine, number) in created)
            machine.Number = number;
    }

    internal static JournalException? FailureOf(JournaledMachine machine) => machine.Failure switch
    {
        null => null,
        JournalException error => error,
        var error => new JournalException($"Machine {machine.Id} is broken by an earlier failure. Load it again.", error),
    };

    private JournalException? Append(JournalTurn turn)
    {
        var machine = turn.Machine;
        if (FailureOf(machine) is { } failure)
            return failure;

        var number = NumberOf(machine);
        var known = State.Machines.GetValueOrDefault(machine.Id);
        var first = turn.GetRecord(0).Sequence;
        if (conflicts || known?.Number != number || first <= known?.Last)
        {
            conflicts = false;
            var conflict = new JournalConflictException(
                $"Record {first} of {machine.Id} conflicts with what another host has written. Load the machine again.");
            machine.Break(conflict);
            return conflict;
        }

        CheckNumbers(turn, known?.Last ?? 0);
        known ??= Create(machine);
        State = State with { Machines = State.Machines.SetItem(machine.Id, known.Append(turn)) };
        RecordCount += turn.RecordCount;
        AddMessages(turn);
        return null;
    }

    /// <summary>Gets the number that this commit or an earlier one gave to a machine; null for none.</summary>
    private long? NumberOf(JournaledMachine machine) =>
        machine.Number != 0 ? machine.Number
        : created.Find(pair => pair.Machine == machine) is { Number: > 0 and var number } ? number
        : null;

    private StoredMachine Create(JournaledMachine machine)
    {
        var number = State.LastNumber + 1;
        State = State with { LastNumber = number };
        created.Add((machine, number));
        return new(number, ImmutableList<StoredRecord>.Empty, Last: 0, MachineIndex.None, Parked: null);
    }

    private void AddMessages(JournalTurn turn)
    {
        for (var index = 0; index < turn.MessageCount; index++)
        {
            var message = turn.GetMessage(index);
            var sequence = turn.GetRecord(turn.RecordCount - 1).Sequence;
            State = State.AddMessage(
                new(turn.Machine.Id, sequence, message.Ordinal, message.Type, message.Target, message.Payload.ToArray()));
        }
    }

    /// <summary>A host numbers its records without gaps; other journals rely on that without a check.</summary>
    private static void CheckNumbers(JournalTurn turn, long last)
    {
        for (var index = 0; index < turn.RecordCount; index++)
        {
            if (turn.GetRecord(index).Sequence != last + index + 1)
            {
                throw new InvalidOperationException(
                    $"The turn of {turn.Machine.Id} has record {turn.GetRecord(index).Sequence} where record {last + index + 1} follows. "
                    + "Number the records of a machine consecutively.");
            }
        }
    }
}
