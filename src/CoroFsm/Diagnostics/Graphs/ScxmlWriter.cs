using System.Globalization;
using System.Xml;

namespace CoroFsm.Diagnostics;

/// <summary>Writes a graph as an SCXML document.</summary>
internal sealed class ScxmlWriter(StateGraph graph)
{
    private const string Scxml = "http://www.w3.org/2005/07/scxml";
    private const string Own = "urn:corofsm";

    private readonly Identifiers ids = new(graph, node => node.Name.Length > 0 ? Encode(node.Name) : null);

    /// <summary>
    /// The substates that represent superstates themselves: in SCXML a state with substates is always in one of them, while a chart may be
    /// in the superstate itself.
    /// </summary>
    private readonly Dictionary<StateGraphNode, string> itself = [];

    internal string Write()
    {
        foreach (var node in graph.Nodes.Where(node => node.InitialSubstate is null && graph.IsSuperstate(node)))
            itself.Add(node, ids.Fresh($"{ids[node]}.itself"));

        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var xml = XmlWriter.Create(text, new() { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("scxml", Scxml);
            xml.WriteAttributeString("xmlns", "c", ns: null, Own);
            xml.WriteAttributeString("version", "1.0");
            xml.WriteAttributeString("datamodel", "csharp");
            if (graph.Name.Length > 0)
                xml.WriteAttributeString("name", Encode(graph.Name));
            if (graph.Initial is { } initial)
                xml.WriteAttributeString("initial", ids[initial]);
            foreach (var node in graph.SubstatesOf(null))
                State(xml, node);
            xml.WriteEndElement();
        }

        return text.ToString() + "\n";
    }

    private void State(XmlWriter xml, StateGraphNode node)
    {
        xml.WriteStartElement(node.IsFinal ? "final" : "state", Scxml);
        xml.WriteAttributeString("id", ids[node]);
        if (ids[node] != node.Name)
            xml.WriteAttributeString("name", Own, StateText.Printable(node.Name));
        if (graph.IsSuperstate(node))
            xml.WriteAttributeString("initial", InnerOf(node));

        foreach (var (from, action) in node.Entries)
            Script(xml, "onentry", action, from);
        foreach (var action in node.ExitActions)
            Script(xml, "onexit", action);
        foreach (var edge in graph.EdgesFrom(node))
            Transition(xml, edge);
        if (itself.TryGetValue(node, out var inner))
        {
            xml.WriteStartElement("state", Scxml);
            xml.WriteAttributeString("id", inner);
            xml.WriteEndElement();
        }

        foreach (var substate in graph.SubstatesOf(node))
            State(xml, substate);
        xml.WriteEndElement();
    }

    private void Transition(XmlWriter xml, StateGraphEdge edge)
    {
        xml.WriteStartElement("transition", Scxml);
        xml.WriteAttributeString("event", Event(edge.Trigger));
        if (ConditionOf(edge) is { } condition)
            xml.WriteAttributeString("cond", StateText.Printable(condition));
        if (!edge.IsInside && edge.To is { } to)
        {
            // A superstate is not left by a transition that leads to it from inside, or that starts from it and leads inside. SCXML would
            // leave and enter it.
            xml.WriteAttributeString("target", edge.From.IsWithin(to) ? InnerOf(to) : ids[to]);
            if (to.IsWithin(edge.From))
                xml.WriteAttributeString("type", "internal");
        }

        if (edge.Kind is not StateGraphEdgeKind.Transition)
            xml.WriteAttributeString("kind", Own, Word(edge.Kind));
        if (edge.Kind is StateGraphEdgeKind.Dynamic && edge.To is null)
            xml.WriteAttributeString("selector", Own, StateText.Printable(edge.Selector!));
        if (edge.Action is not null)
            xml.WriteElementString("script", Scxml, StateText.Printable(edge.Action));
        xml.WriteEndElement();
    }

    /// <summary>
    /// Returns the guard; for one of several destinations of a dynamic transition, also the condition that it is selected.
    /// </summary>
    private static string? ConditionOf(StateGraphEdge edge) => edge switch
    {
        { Selector: null } or { To: null } => edge.Guard,
        { Guard: null } => $"({edge.Selector}) is {edge.To.Name}",
        _ => $"({edge.Guard}) and ({edge.Selector}) is {edge.To.Name}",
    };

    private static string Word(StateGraphEdgeKind kind) => kind switch
    {
        StateGraphEdgeKind.Internal => "internal",
        StateGraphEdgeKind.Reentry => "reentry",
        StateGraphEdgeKind.Dynamic => "dynamic",
        _ => "ignored",
    };

    private static void Script(XmlWriter xml, string when, string action, string? from = null)
    {
        xml.WriteStartElement(when, Scxml);
        if (from is not null)
        {
            xml.WriteStartElement("if", Scxml);
            xml.WriteAttributeString("cond", $"_event.name == \"{Event(from)}\"");
        }

        xml.WriteElementString("script", Scxml, StateText.Printable(action));
        if (from is not null)
            xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private string InnerOf(StateGraphNode superstate) =>
        itself.TryGetValue(superstate, out var inner) ? inner : ids[superstate.InitialSubstate!];

    /// <summary>Returns an event name. Only the empty trigger is encoded as a null character, which cannot be printed.</summary>
    private static string Event(string trigger) => trigger.Length > 0 ? Encode(trigger) : "_x0000_";

    /// <summary>Returns an XML name. Dots are encoded, too: they separate the parts of an event's name, each of which matches.</summary>
    private static string Encode(string name) =>
        XmlConvert.EncodeLocalName(StateText.Printable(name)).Replace(".", "_x002E_", StringComparison.Ordinal);
}
