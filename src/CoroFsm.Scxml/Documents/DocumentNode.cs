using System.Xml;
using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>A document that has been read: its states in document order, and what a session starts with.</summary>
internal sealed class DocumentNode(MarkupElement element)
{
    /// <summary>How graphs write an empty name.</summary>
    private const string EmptyName = "_x0000_";

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

    /// <summary>
    /// Gets a value indicating whether a graph of a chart has written the document: its identifiers are encoded names of the chart.
    /// </summary>
    private bool IsGraph => DataModel == "csharp";

    internal bool IsLate => Element["binding"] == "late";

    /// <summary>Gets the states by their names in the chart.</summary>
    internal Dictionary<string, StateNode> ByChartName { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the trigger of the chart that an event is.</summary>
    internal string TriggerOf(string eventName) => NameOf(Events.Of(eventName));

    /// <summary>Names the states of the chart.</summary>
    internal void NameStates()
    {
        if (!States.TrueForAll(state => ByChartName.TryAdd(state.ChartName = NameOf(state.Id), state)))
        {
            // Two identifiers are the same name: a graph has not written this.
            ByChartName.Clear();
            States.ForEach(state => ByChartName[state.ChartName = state.Id] = state);
        }
    }

    /// <summary>Gets the name that a state or an event descriptor has in the chart.</summary>
    internal string NameOf(string id) => !IsGraph ? id : id == EmptyName ? "" : XmlConvert.DecodeName(id);
}
