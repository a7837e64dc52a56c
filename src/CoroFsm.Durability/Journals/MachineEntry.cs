namespace CoroFsm.Durability.Journals;

/// <summary>Represents what a journal knows of a machine without reading its records.</summary>
/// <param name="Machine">The machine, for a host that will append its turns.</param>
/// <param name="Index">When and why it must be woken.</param>
/// <param name="Parked">Why it is parked; null if it is not.</param>
public sealed record MachineEntry(JournaledMachine Machine, MachineIndex Index, string? Parked);
