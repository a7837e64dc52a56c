namespace CoroFsm.Durability.Journals;

/// <summary>Represents a message in the outbox of a journal.</summary>
/// <param name="Sender">The machine that sent it.</param>
/// <param name="Sequence">The number of the last record of the turn that sent it.</param>
/// <param name="Ordinal">The number of the message in its turn, from 0.</param>
/// <param name="Type">The name of the type of its content.</param>
/// <param name="Target">The machine that receives it as an event; null for a message to the application.</param>
/// <param name="Payload">The content.</param>
public sealed record StoredMessage(
    MachineId Sender, long Sequence, int Ordinal, string Type, MachineId? Target, ReadOnlyMemory<byte> Payload);
