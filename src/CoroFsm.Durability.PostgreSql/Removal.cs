using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>A delivered message, to be removed from the outbox.</summary>
internal readonly record struct Removal(MachineId Sender, long Sequence, int Ordinal);
