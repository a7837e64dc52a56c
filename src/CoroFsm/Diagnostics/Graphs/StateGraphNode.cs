namespace CoroFsm.Diagnostics;

/// <summary>A state of a <see cref="StateGraph"/>.</summary>
public sealed class StateGraphNode
{
    internal StateGraphNode(string name, StateGraphNode? superstate = null, bool isFinal = false)
    {
        Name = name;
        Superstate = superstate;
        IsFinal = isFinal;
    }

    /// <summary>Gets the state's own name, without its superstates. It need not be unique.</summary>
    public string Name { get; }

    /// <summary>Gets the names of the superstates, the outermost first, and of the state itself, with slashes between.</summary>
    public string Path => Superstate is null ? Name : $"{Superstate.Path}/{Name}";

    /// <summary>Gets the superstate; null if there is none.</summary>
    public StateGraphNode? Superstate { get; internal set; }

    /// <summary>Gets the substate that is entered with this state; null if there is none.</summary>
    public StateGraphNode? InitialSubstate { get; internal set; }

    /// <summary>Gets a value indicating whether the machine has ended here: completed, closed or faulted.</summary>
    public bool IsFinal { get; }

    /// <summary>Gets the entry actions, as they stand in the code or are described. One for a certain trigger names it: "from Dial / Ring()".</summary>
    public IReadOnlyList<string> EntryActions => [.. Entries.Select(entry => entry.From is null ? entry.Action : $"from {entry.From} / {entry.Action}")];

    /// <summary>Gets the exit actions, as they stand in the code or are described.</summary>
    public IReadOnlyList<string> ExitActions { get; internal init; } = [];

    internal IReadOnlyList<(string? From, string Action)> Entries { get; init; } = [];

    /// <summary>Returns the path.</summary>
    /// <returns>The path.</returns>
    public override string ToString() => Path;

    internal bool IsWithin(StateGraphNode other)
    {
        for (var node = Superstate; node is not null; node = node.Superstate)
        {
            if (ReferenceEquals(node, other))
                return true;
        }

        return false;
    }
}
