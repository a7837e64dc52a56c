namespace CoroFsm.Durability;

/// <summary>Represents information about a durable machine.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">The version of the code that it runs.</param>
/// <param name="State">The state path, as <see cref="Machine.State"/>; "Ended" or "Parked" if it is.</param>
/// <param name="Position">The source location of its wait; empty if it does not wait.</param>
/// <param name="Sequence">The number of its last record.</param>
/// <param name="PendingEffects">The names of the effects that have not ended.</param>
/// <param name="Due">The time of its next timer; null for none.</param>
/// <param name="ParkedReason">Why it is parked; null if it is not.</param>
public sealed record DurableMachineInfo(
    string Key,
    int Version,
    string State,
    string Position,
    long Sequence,
    IReadOnlyList<string> PendingEffects,
    DateTimeOffset? Due,
    string? ParkedReason);
