using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Represents a machine of an export.</summary>
internal sealed record ExportedMachine(
    MachineId Id, MachineIndex Index, string? Parked, IReadOnlyList<StoredRecord> Records, IReadOnlyList<StoredMessage> Messages);
