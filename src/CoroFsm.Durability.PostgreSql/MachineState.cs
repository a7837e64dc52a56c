using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>What the journal keeps with the object of a machine.</summary>
/// <param name="epoch">The epoch that the machine had when it was read.</param>
internal sealed class MachineState(long epoch)
{
    /// <summary>
    /// Gets the epoch that the machine must still have. The first turn of each object begins another, and so does a turn that removes
    /// records: an object that was loaded before cannot write any more.
    /// </summary>
    internal long Epoch { get; private set; } = epoch;

    /// <summary>Gets whether the epoch is that of this object.</summary>
    internal bool HasOwnEpoch { get; private set; }

    /// <summary>Gets or sets the epoch after the commit in flight.</summary>
    internal long NextEpoch { get; set; }

    /// <summary>Gets or sets the number that the machine gets with the commit that creates it; 0 before.</summary>
    internal long NewNumber { get; set; }

    /// <summary>Returns what the journal keeps with a machine, which is nothing before the first turn of a new machine.</summary>
    internal static MachineState Of(JournaledMachine machine) => (MachineState)(machine.Tag ??= new MachineState(0));

    /// <summary>Records that a turn is committed: its machine has a number, and the epoch of its object.</summary>
    internal static void Settle(JournalTurn turn)
    {
        var state = Of(turn.Machine);
        if (turn.Machine.Number == 0)
            turn.Machine.Number = state.NewNumber;
        state.Epoch = state.NextEpoch;
        state.HasOwnEpoch = true;
    }
}
