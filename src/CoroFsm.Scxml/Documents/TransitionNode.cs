using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>A <c>transition</c> element, or an <c>initial</c> attribute.</summary>
internal sealed class TransitionNode(MarkupElement element, StateNode source, string? targets)
{
    internal MarkupElement Element { get; } = element;

    internal SourcePosition Position => Element.Position;

    internal StateNode Source { get; } = source;

    /// <summary>Gets the identifiers of the targets, as written.</summary>
    internal IReadOnlyList<string> TargetIds { get; } = Words.Of(targets);

    /// <summary>Gets the targets that exist.</summary>
    internal List<StateNode> Targets { get; } = [];

    /// <summary>Gets or sets the event descriptors, none of which covers another; none for an eventless transition.</summary>
    internal IReadOnlyList<string> Events { get; set; } = [];

    internal string? Condition { get; init; }

    internal Block Content { get; init; } = Block.Empty;

    /// <summary>Gets a value indicating whether the source is not left: all targets are inside it, and the type is internal.</summary>
    internal bool IsInternal => Element["type"] == "internal" && Source is { Kind: StateKind.State, IsAtomic: false }
        && Targets.TrueForAll(target => target.IsInside(Source));
}
