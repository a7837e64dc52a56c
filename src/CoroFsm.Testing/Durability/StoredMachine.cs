using System.Collections.Immutable;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

/// <summary>Represents a machine in a storage.</summary>
/// <param name="Number">The number of the machine. A machine that is purged and created again gets another one.</param>
/// <param name="Records">The records that were not removed.</param>
/// <param name="Last">The number of the last record; 0 if there was none.</param>
/// <param name="Index">When and why it must be woken.</param>
/// <param name="Parked">Why it is parked; null if it is not.</param>
internal sealed record StoredMachine(long Number, ImmutableList<StoredRecord> Records, long Last, MachineIndex Index, string? Parked)
{
    internal MachineEntry ToEntry(MachineId id) => new(new(id) { Number = Number }, Index, Parked);

    internal bool Matches(MachineFilter filter) => filter switch
    {
        MachineFilter.All => true,
        MachineFilter.Living => !Index.HasEnded,
        MachineFilter.ToWake => !Index.HasEnded && Parked is null && (Index.Due != long.MaxValue || Index.HasPendingEffects),
        MachineFilter.Parked => Parked is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "The filter is unknown. Use a value of MachineFilter."),
    };

    /// <summary>Appends the records of a turn, and removes those that it makes needless.</summary>
    internal StoredMachine Append(JournalTurn turn)
    {
        var records = Records.AddRange(Enumerable.Range(0, turn.RecordCount).Select(index => StoredRecord.Of(turn.GetRecord(index))));
        if (turn.RemovesBefore > 0)
            records = records.RemoveAll(record => record.Sequence < turn.RemovesBefore);
        return this with { Records = records, Last = turn.GetRecord(turn.RecordCount - 1).Sequence, Index = turn.Index ?? Index };
    }
}
