using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Represents what a batch does with the row of one machine.</summary>
internal struct MachineRow
{
    /// <summary>Gets or sets the number of the machine.</summary>
    internal long Number { get; set; }

    /// <summary>Gets or sets its identity.</summary>
    internal MachineId Id { get; set; }

    /// <summary>Gets or sets the owner that it must have, unless it is the one that writes.</summary>
    internal long Expected { get; set; }

    /// <summary>Gets or sets the number of the first record that the batch adds.</summary>
    internal long First { get; set; }

    /// <summary>Gets or sets the changed index; null if it remains.</summary>
    internal MachineIndex? Index { get; set; }

    /// <summary>Gets or sets whether the batch creates the row.</summary>
    internal bool IsNew { get; set; }

    /// <summary>Gets or sets the number before which records are removed; 0 for none.</summary>
    internal long RemovesBefore { get; set; }
}
