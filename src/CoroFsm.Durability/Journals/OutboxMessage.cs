namespace CoroFsm.Durability.Journals;

/// <summary>Represents a message that leaves after the commit of its turn. Valid until the method that received it returns.</summary>
/// <param name="ordinal">The number of the message in its turn, from 0.</param>
/// <param name="type">The name of the type of its content.</param>
/// <param name="target">The machine that receives it as an event; null for a message to the application.</param>
/// <param name="payload">The content.</param>
public readonly ref struct OutboxMessage(int ordinal, string type, MachineId? target, ReadOnlySpan<byte> payload)
{
    /// <summary>Gets the number of the message in its turn, from 0.</summary>
    public int Ordinal { get; } = ordinal;

    /// <summary>Gets the name of the type of its content.</summary>
    public string Type { get; } = type;

    /// <summary>Gets the machine that receives it as an event; null for a message to the application.</summary>
    public MachineId? Target { get; } = target;

    /// <summary>Gets the content.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
