namespace CoroFsm.Durability.Journals;

/// <summary>Identifies a durable machine in a journal.</summary>
/// <param name="Type">The type of the machine, such as "Order". Several hosts with different types may share a journal.</param>
/// <param name="Key">The key, unique in its type; compared by ordinal.</param>
public readonly record struct MachineId(string Type, string Key)
{
    /// <summary>Returns the type and the key, such as "Order/order 7".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Type}/{Key}";
}
