using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>What the journal keeps with the object of a machine.</summary>
/// <param name="owner">The owner that the machine had when it was read; 0 for none.</param>
internal sealed class MachineState(long owner)
{
    /// <summary>Gets or sets the owner that the machine must still have, unless it is this journal.</summary>
    internal long Owner { get; set; } = owner;

    /// <summary>Gets or sets the number that the machine gets with the commit that creates it; 0 before.</summary>
    internal long NewNumber { get; set; }

    /// <summary>Returns what the journal keeps with a machine, which is nothing before the first turn of a new machine.</summary>
    internal static MachineState Of(JournaledMachine machine) => (MachineState)(machine.Tag ??= new MachineState(0));
}
