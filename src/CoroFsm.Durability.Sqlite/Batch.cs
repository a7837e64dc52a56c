namespace CoroFsm.Durability.Sqlite;

/// <summary>The turns and other work of one commit, and what has become of each.</summary>
/// <param name="description">The journal, for messages.</param>
internal sealed class Batch(string description)
{
    private readonly List<object> entries = [];
    private readonly List<JournalException?> outcomes = [];

    /// <summary>Gets what was taken from the queue and not yet written or failed.</summary>
    internal List<object> Entries => entries;

    /// <summary>Gets the number of records that were written since the last notification.</summary>
    internal int Records { get; private set; }

    /// <summary>Gets whether the commit is one row, which needs no transaction of its own.</summary>
    internal bool IsOneRow =>
        entries is [JournalTurn { RecordCount: 1, MessageCount: 0, RemovesBefore: 0, Index: null } turn] && turn.Machine.Number != 0;

    /// <summary>Writes entries until the end, or until the commit is large enough.</summary>
    internal void Write(Store store, long largestCommit)
    {
        while (outcomes.Count < entries.Count && store.Bytes < largestCommit)
        {
            var entry = entries[outcomes.Count];
            if (entry is JournalTurn turn)
            {
                outcomes.Add(Write(store, turn));
            }
            else
            {
                ((StoreWork)entry).Write(store);
                outcomes.Add(null);
            }
        }
    }

    /// <summary>
    /// Moves the turn of a transaction to the front, after the turns of its machine that precede it. Turns that the host appended since the
    /// machine ran stay behind it.
    /// </summary>
    /// <returns>How many turns that are: they are stored together, or none.</returns>
    internal int Promote(JournalTransaction turn)
    {
        var count = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is JournalTurn other && other.Machine == turn.Machine
                && other.GetRecord(0).Sequence < turn.GetRecord(0).Sequence)
            {
                entries.RemoveAt(i);
                entries.Insert(count++, other);
            }
        }

        entries.Insert(count, turn);
        return count + 1;
    }

    /// <summary>Writes the first entries. If one of them conflicts, all of them have failed.</summary>
    internal bool TryWrite(Store store, int unit)
    {
        while (outcomes.Count < unit)
            outcomes.Add(Write(store, (JournalTurn)entries[outcomes.Count]));
        var conflict = outcomes.Find(static outcome => outcome is not null);
        if (conflict is null)
            return true;
        for (var i = 0; i < outcomes.Count; i++)
            outcomes[i] ??= conflict;
        return false;
    }

    /// <summary>Returns why turns of a machine fail that is broken.</summary>
    internal JournalException FailureOf(JournaledMachine machine, Exception failure) => failure as JournalException
        ?? new JournalException($"{description}: an earlier turn of machine {machine.Id} was not stored.", failure);

    /// <summary>Notifies the entries that were written, in order, and removes them.</summary>
    internal void Acknowledge()
    {
        Records = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            switch (entries[i], outcomes[i])
            {
                case (JournalTurn turn, null):
                    turn.OnCommitted();
                    break;
                case (JournalTurn turn, { } error):
                    turn.OnFailed(error);
                    break;
                case (StoreWork work, _):
                    work.OnCommitted();
                    break;
            }
        }

        entries.RemoveRange(0, outcomes.Count);
        outcomes.Clear();
    }

    /// <summary>Breaks the machines of all entries, notifies the entries, and removes them.</summary>
    internal void Fail(JournalException error)
    {
        foreach (var entry in entries)
            (entry as JournalTurn)?.Machine.Break(error);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is JournalTurn turn)
                turn.OnFailed((i < outcomes.Count ? outcomes[i] : null) ?? error);
            else
                ((StoreWork)entries[i]).OnFailed(error);
        }

        Records = 0;
        entries.Clear();
        outcomes.Clear();
    }

    /// <summary>Writes a turn.</summary>
    /// <returns>Why it is not stored; null if it will be.</returns>
    private JournalException? Write(Store store, JournalTurn turn)
    {
        var machine = turn.Machine;
        if (machine.Failure is { } failure)
            return FailureOf(machine, failure);
        if (store.TryWrite(turn))
        {
            Records += turn.RecordCount;
            return null;
        }

        var conflict = Failures.Conflict(description, machine.Id, turn.GetRecord(0).Sequence);
        machine.Break(conflict);
        return conflict;
    }
}
