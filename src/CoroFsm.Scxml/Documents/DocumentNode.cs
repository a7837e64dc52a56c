using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>A document that has been read: its states in document order, and what a session starts with.</summary>
internal sealed class DocumentNode(MarkupElement element)
{
    internal MarkupElement Element { get; } = element;

    internal StateNode Root { get; } = new(StateKind.Root, element, parent: null);

    /// <summary>Gets all states, without the document itself, in document order.</summary>
    internal List<StateNode> States { get; } = [];

    /// <summary>Gets the states by identifier.</summary>
    internal Dictionary<string, StateNode> ById { get; } = new(StringComparer.Ordinal);

    internal EventDescriptors Events { get; } = new();

    internal ScriptNode? Script { get; set; }

    /// <summary>Gets the elements of other namespaces that are executable content.</summary>
    internal List<CustomNode> Customs { get; } = [];

    internal string? Name => Element["name"];

    internal string? DataModel => Element["datamodel"];

    internal bool IsLate => Element["binding"] == "late";
}
