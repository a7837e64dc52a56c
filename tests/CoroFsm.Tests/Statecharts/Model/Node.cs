namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>A state of the reference interpreter, with the relations that the W3C's algorithm names.</summary>
internal sealed class Node(StateDescription description, Node? parent)
{
    internal StateDescription Description { get; } = description;

    internal string Name => Description.Name;

    /// <summary>Gets the superstate; the root for a state of the top level, null for the root.</summary>
    internal Node? Parent { get; } = parent;

    /// <summary>Gets the substates that are no history states.</summary>
    internal List<Node> Children { get; } = [];

    internal List<Node> Histories { get; } = [];

    internal List<Arrow> Transitions { get; } = [];

    /// <summary>Gets or sets the step to the initial substates, or the default of a history state.</summary>
    internal Arrow? Initial { get; set; }

    /// <summary>Gets or sets the place in document order.</summary>
    internal int Order { get; set; }

    internal bool IsHistory => Description.IsHistory;

    internal bool IsParallel => Description.Kind is StateKind.Parallel;

    internal bool IsFinal => Description.Kind is StateKind.Final;

    internal bool IsCompound => Children.Count > 0 && !IsParallel;

    internal bool IsDescendantOf(Node other)
    {
        for (var at = Parent; at is not null; at = at.Parent)
        {
            if (at == other)
                return true;
        }

        return false;
    }

    /// <summary>Returns the superstates from the inside out, without <paramref name="end"/> and what is around it.</summary>
    internal IEnumerable<Node> GetProperAncestors(Node? end)
    {
        for (var at = Parent; at is not null && at != end; at = at.Parent)
            yield return at;
    }

    public override string ToString() => Name;
}

/// <summary>A transition of the reference interpreter.</summary>
internal sealed record Arrow(TransitionDescription Description, Node Source, Node[] Targets, int Index);
