using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Represents what a batch does with the row of one machine.</summary>
internal struct MachineRow
{
    /// <summary>Gets or sets the number of the machine.</summary>
    internal long Number { get; set; }

    /// <summary>Gets or sets its identity.</summary>
    internal MachineId Id { get; set; }

    /// <summary>Gets or sets the epoch that it must have.</summary>
    internal long Epoch { get; set; }

    /// <summary>Gets or sets whether the batch begins the next epoch.</summary>
    internal bool BeginsEpoch { get; set; }

    /// <summary>Gets or sets what the journal keeps with the object of the machine.</summary>
    internal MachineState State { get; set; }

    /// <summary>Gets or sets the number of the first record that the batch adds.</summary>
    internal long First { get; set; }

    /// <summary>Gets or sets the changed index; null if it remains.</summary>
    internal MachineIndex? Index { get; set; }

    /// <summary>Gets or sets whether the batch creates the row.</summary>
    internal bool IsNew { get; set; }

    /// <summary>Gets or sets the number before which records are removed; 0 for none.</summary>
    internal long RemovesBefore { get; set; }
}
