namespace CoroFsm.Diagnostics;

/// <summary>Represents a state of a <see cref="StateGraph"/>.</summary>
public sealed class StateGraphNode
{
    internal StateGraphNode(string name, StateGraphNode? superstate = null, bool isFinal = false)
    {
        Name = name;
        Superstate = superstate;
        IsFinal = isFinal;
    }

    /// <summary>Gets the name of the state without its superstates. Two states of different superstates may have the same name.</summary>
    public string Name { get; }

    /// <summary>Gets the names of the superstates, outermost first, and of the state, separated by slashes.</summary>
    public string Path => Superstate is null ? Name : $"{Superstate.Path}/{Name}";

    /// <summary>Gets the superstate; null if there is none.</summary>
    public StateGraphNode? Superstate { get; internal set; }

    /// <summary>Gets the substate that is entered together with this state; null if there is none.</summary>
    public StateGraphNode? InitialSubstate { get; internal set; }

    /// <summary>Gets a value indicating whether the node represents an ended machine: completed, closed or faulted.</summary>
    public bool IsFinal { get; }

    /// <summary>
    /// Gets the texts of the entry actions: the source code, or the description that was given instead. The text of an action that runs
    /// for one trigger only begins with that trigger, such as "from Dial / Ring()".
    /// </summary>
    public IReadOnlyList<string> EntryActions =>
        [.. Entries.Select(entry => entry.From is null ? entry.Action : $"from {entry.From} / {entry.Action}")];

    /// <summary>Gets the texts of the exit actions: the source code, or the description that was given instead.</summary>
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
