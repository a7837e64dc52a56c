namespace CoroFsm.Durability.Journals;

/// <summary>
/// Represents what one turn of a machine stores: consecutive records, messages, and the changed index. All of it or nothing is committed.
/// </summary>
/// <remarks>
/// A host appends the turns of a machine in the order of their numbers. The journal reads a turn on its own threads, until it calls
/// <see cref="OnCommitted"/> or <see cref="OnFailed"/>, once; afterwards the host may reuse the object.
/// </remarks>
public abstract class JournalTurn
{
    /// <summary>Gets the machine.</summary>
    public abstract JournaledMachine Machine { get; }

    /// <summary>Gets the number of records; at least 1.</summary>
    public abstract int RecordCount { get; }

    /// <summary>Gets the number of messages.</summary>
    public abstract int MessageCount { get; }

    /// <summary>Gets the index after the turn; null if the turn has not changed it.</summary>
    public abstract MachineIndex? Index { get; }

    /// <summary>Gets the number before which all records of the machine are removed; 0 for none.</summary>
    public abstract long RemovesBefore { get; }

    /// <summary>Returns a record.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <returns>The record.</returns>
    public abstract JournalRecord GetRecord(int index);

    /// <summary>Returns a message. It is stored under the number of the turn's last record.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <returns>The message.</returns>
    public abstract OutboxMessage GetMessage(int index);

    /// <summary>Called when the turn is stored. Must not block and does not throw.</summary>
    public abstract void OnCommitted();

    /// <summary>Called when the turn is not stored, or when that is unknown. Must not block and does not throw.</summary>
    /// <param name="error">The reason: a <see cref="JournalConflictException"/> if another host has written these numbers; a
    /// <see cref="JournalUnsureException"/> if the turn may be stored; another <see cref="JournalException"/> if it is not.</param>
    public abstract void OnFailed(JournalException error);
}
