using System.Globalization;

namespace CoroFsm.Durability;

/// <summary>Represents the replay of one machine by <see cref="JournalReplay"/>.</summary>
/// <param name="Key">The key of the machine.</param>
/// <param name="Version">The version of the code that it runs; 0 if its start cannot be read.</param>
/// <param name="Records">The number of records that were replayed.</param>
/// <param name="State">The state path in which the replay has ended; "Ended" if the machine has.</param>
/// <param name="Position">The source location at which the machine then waits; empty if it does not wait.</param>
/// <param name="Failure">Why it cannot be replayed, usually a <see cref="NondeterminismException"/> or a <see cref="ReplayException"/>;
/// null if it can.</param>
/// <param name="ParkedReason">Why it is parked; null if it is not. A machine that is parked and can be replayed continues in a new
/// host.</param>
public sealed record MachineReplay(
    string Key, int Version, long Records, string State, string Position, Exception? Failure, string? ParkedReason)
{
    /// <summary>Returns a line for people.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        if (Failure is not null)
            return $"{Key}: {Failure.Message}";
        var line = string.Create(CultureInfo.InvariantCulture, $"{Key}: {Records} records, state {State}");
        if (Position.Length > 0)
            line += $" at {Position}";
        return ParkedReason is null ? line : $"{line}; parked: {ParkedReason}";
    }
}
