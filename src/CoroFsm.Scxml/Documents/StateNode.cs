using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>A state of a document: <c>state</c>, <c>parallel</c>, <c>final</c>, <c>history</c>, or the document itself.</summary>
internal sealed class StateNode(StateKind kind, MarkupElement element, StateNode? parent)
{
    internal StateKind Kind { get; } = kind;

    internal MarkupElement Element { get; } = element;

    internal SourcePosition Position => Element.Position;

    internal StateNode? Parent { get; } = parent;

    /// <summary>Gets or sets the identifier: that of the document, or a generated one.</summary>
    internal string Id { get; set; } = element["id"] ?? "";

    /// <summary>Gets or sets the position in document order.</summary>
    internal int Order { get; set; }

    internal bool HasOwnId => Element["id"] is not null;

    /// <summary>Gets the states directly inside, with histories, in document order.</summary>
    internal List<StateNode> Children { get; } = [];

    internal IEnumerable<StateNode> Substates => Children.Where(static child => child.Kind != StateKind.History);

    internal bool IsAtomic => !Substates.Any();

    internal List<Block> Entries { get; } = [];

    internal List<Block> Exits { get; } = [];

    internal List<TransitionNode> Transitions { get; } = [];

    /// <summary>
    /// Gets or sets the transition to the initial states; null for the first child. For a history, its default transition.
    /// </summary>
    internal TransitionNode? Initial { get; set; }

    internal List<DataNode> Data { get; } = [];

    internal List<InvokeNode> Invokes { get; } = [];

    internal DoneDataNode? DoneData { get; set; }

    /// <summary>Gets a value indicating whether a history recalls the innermost states.</summary>
    internal bool IsDeep => Element["type"] == "deep";

    /// <summary>Determines whether the state is inside another one, at any depth.</summary>
    internal bool IsInside(StateNode other)
    {
        var state = Parent;
        while (state is not null && state != other)
            state = state.Parent;
        return state is not null;
    }

    public override string ToString() => HasOwnId ? $"<{Element.Name} id=\"{Id}\">" : $"<{Element.Name}>";
}
