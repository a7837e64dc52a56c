namespace CoroFsm.Durability.Instances;

/// <summary>Knows the durable machine whose turn this thread runs, of whatever type.</summary>
internal static class CurrentTurn
{
    [ThreadStatic]
    private static object? machine;

    /// <summary>Gets or sets the machine; null outside of turns.</summary>
    internal static object? Machine
    {
        get => machine;
        set => machine = value;
    }
}
