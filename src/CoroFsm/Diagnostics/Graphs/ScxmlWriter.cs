using System.Globalization;
using System.Xml;
using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Writes a graph as an SCXML document.</summary>
internal sealed class ScxmlWriter(StateGraph graph)
{
    private const string Scxml = "http://www.w3.org/2005/07/scxml";
    private const string Own = "urn:corofsm";

    private readonly ScxmlEvents events = new(graph);
    private readonly Identifiers ids = new(graph, node => node.Name.Length > 0 ? ScxmlEvents.IdOf(node.Name) : null);

    /// <summary>
    /// The substates that represent superstates themselves: in SCXML a state with substates is always in one of them, while a plain chart
    /// may be in the superstate itself.
    /// </summary>
    private readonly Dictionary<StateGraphNode, string> itself = [];

    internal string Write()
    {
        foreach (var node in graph.Nodes.Where(CanBeInItself))
            itself.Add(node, ids.Fresh($"{ids[node]}.itself"));

        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var xml = XmlWriter.Create(text, new() { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("scxml", Scxml);
            xml.WriteAttributeString("xmlns", "c", ns: null, Own);
            xml.WriteAttributeString("version", "1.0");
            xml.WriteAttributeString("datamodel", "csharp");
            if (graph.Name.Length > 0)
                xml.WriteAttributeString("name", ScxmlEvents.IdOf(graph.Name));
            if (graph.Initial is { } initial)
                xml.WriteAttributeString("initial", ids[initial]);
            foreach (var node in graph.SubstatesOf(null))
                State(xml, node);
            xml.WriteEndElement();
        }

        return text.ToString() + "\n";
    }

    private bool CanBeInItself(StateGraphNode node) =>
        graph.IsPlain && node.InitialSubstate is null && graph.IsSuperstate(node);

    private void State(XmlWriter xml, StateGraphNode node)
    {
        xml.WriteStartElement(node.IsFinal ? "final" : node.IsParallel ? "parallel" : node.History is null ? "state" : "history", Scxml);
        xml.WriteAttributeString("id", ids[node]);
        if (ids[node] != node.Name)
            xml.WriteAttributeString("name", Own, StateText.Printable(node.Name));
        Initial(xml, node);

        Timers(xml, node, "onentry");
        foreach (var (from, action) in node.Entries)
            Script(xml, "onentry", action, from);
        Timers(xml, node, "onexit");
        foreach (var action in node.ExitActions)
            Script(xml, "onexit", action);
        foreach (var work in node.Work)
            Work(xml, work);
        foreach (var action in node.CompletionActions)
            xml.WriteElementString("oncompleted", Own, StateText.Printable(action));
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

    /// <summary>Writes work as a session of a type that only CoroFsm has.</summary>
    private void Work(XmlWriter xml, WorkText work)
    {
        xml.WriteStartElement("invoke", Scxml);
        xml.WriteAttributeString("type", $"{Own}:work");
        xml.WriteAttributeString("work", Own, StateText.Printable(work.Text));
        if (work.Done is not null)
            xml.WriteAttributeString("done", Own, events.NameOf(work.Done));
        if (work.Failed is not null)
            xml.WriteAttributeString("failed", Own, events.NameOf(work.Failed));
        xml.WriteEndElement();
    }

    private void Initial(XmlWriter xml, StateGraphNode node)
    {
        if (node.History is { } history)
        {
            xml.WriteAttributeString("type", history is History.Deep ? "deep" : "shallow");
            FirstTransition(xml, node.InitialTransition!);
        }
        else if (itself.TryGetValue(node, out var inner))
        {
            xml.WriteAttributeString("initial", inner);
        }
        else if (node.InitialTransition is { Action: null } plain)
        {
            xml.WriteAttributeString("initial", TargetsOf(plain));
        }
        else if (node.InitialTransition is { } initial)
        {
            xml.WriteStartElement("initial", Scxml);
            FirstTransition(xml, initial);
            xml.WriteEndElement();
        }
    }

    private void FirstTransition(XmlWriter xml, StateGraphEdge first)
    {
        xml.WriteStartElement("transition", Scxml);
        xml.WriteAttributeString("target", TargetsOf(first));
        if (first.Action is not null)
            xml.WriteElementString("script", Scxml, StateText.Printable(first.Action));
        xml.WriteEndElement();
    }

    private void Transition(XmlWriter xml, StateGraphEdge edge)
    {
        xml.WriteStartElement("transition", Scxml);
        if (EventOf(edge) is { } name)
            xml.WriteAttributeString("event", name);
        if (ConditionOf(edge) is { } condition)
            xml.WriteAttributeString("cond", StateText.Printable(condition));
        if (!edge.IsInside && edge.To is { } to)
        {
            // Under the rule of plain charts, a superstate is not left by a transition that leads to it from inside. SCXML would leave it.
            var staysInside = graph.ExitRule is ExitRule.FromCurrentState && edge.From.IsWithin(to);
            xml.WriteAttributeString("target", staysInside ? InnerOf(to) : TargetsOf(edge));
            if (!edge.IsExternal && edge.Targets.All(target => target.IsWithin(edge.From)))
            {
                xml.WriteAttributeString("type", "internal");
                if (graph.ExitRule is ExitRule.FromCurrentState)
                    xml.WriteAttributeString("exitRule", Own, nameof(ExitRule.FromCurrentState));
            }
        }

        if (edge.Kind is TransitionKind.Dynamic)
            xml.WriteAttributeString("kind", Own, "dynamic");
        if (edge.Kind is TransitionKind.Dynamic && edge.To is null)
            xml.WriteAttributeString("selector", Own, StateText.Printable(edge.Selector!));
        if (edge.Cause is TransitionCause.Timer)
            xml.WriteAttributeString("after", Own, DelayText.Css(edge.Delay));
        if (edge.Action is not null)
            xml.WriteElementString("script", Scxml, StateText.Printable(edge.Action));
        xml.WriteEndElement();
    }

    private string? EventOf(StateGraphEdge edge) => edge.Cause switch
    {
        TransitionCause.Always => null,
        TransitionCause.Completed => $"done.state.{ids[edge.From]}",
        TransitionCause.Timer => TimerOf(edge),
        _ => events.DescriptorsOf(edge.Trigger),
    };

    /// <summary>
    /// Returns the guard; for one of several destinations of a dynamic transition, also the condition that it is selected.
    /// </summary>
    private static string? ConditionOf(StateGraphEdge edge) => edge switch
    {
        { Selector: null } or { To: null } => edge.Guard,
        { Guard: null } => $"({edge.Selector}) is {edge.To.Name}",
        _ => $"({edge.Guard}) and ({edge.Selector}) is {edge.To.Name}",
    };

    private void Script(XmlWriter xml, string when, string action, string? from = null)
    {
        xml.WriteStartElement(when, Scxml);
        if (from is not null)
        {
            xml.WriteStartElement("if", Scxml);
            xml.WriteAttributeString("cond", $"_event.name == \"{events.NameOf(from)}\"");
        }

        xml.WriteElementString("script", Scxml, StateText.Printable(action));
        if (from is not null)
            xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Writes what starts and stops the timers of a state: SCXML sends itself a delayed event.</summary>
    private void Timers(XmlWriter xml, StateGraphNode node, string when)
    {
        foreach (var edge in graph.EdgesFrom(node).Where(edge => edge.Cause is TransitionCause.Timer))
        {
            xml.WriteStartElement(when, Scxml);
            xml.WriteAttributeString("timer", Own, DelayText.Css(edge.Delay));
            xml.WriteStartElement(when is "onentry" ? "send" : "cancel", Scxml);
            if (when is "onentry")
            {
                xml.WriteAttributeString("event", TimerOf(edge));
                xml.WriteAttributeString("id", TimerOf(edge));
                xml.WriteAttributeString("delay", DelayText.Css(edge.Delay));
            }
            else
            {
                xml.WriteAttributeString("sendid", TimerOf(edge));
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }
    }

    private string TimerOf(StateGraphEdge edge)
    {
        var timers = graph.EdgesFrom(edge.From).Where(other => other.Cause is TransitionCause.Timer).ToList();
        return $"timer.{ids[edge.From]}.{timers.IndexOf(edge) + 1}";
    }

    /// <summary>Returns the targets; for a history that leads to its superstate the first time, the initial substates of that.</summary>
    private string TargetsOf(StateGraphEdge edge)
    {
        var superstate = edge.From.History is null ? null : edge.From.Superstate;
        var targets = edge.To != superstate || superstate is null ? edge.Targets
            : superstate.IsParallel ? graph.SubstatesOf(superstate).Where(substate => substate.IsRegion)
            : superstate.InitialTransition!.Targets;
        return string.Join(' ', targets.Select(target => ids[target]));
    }

    private string InnerOf(StateGraphNode superstate) =>
        itself.TryGetValue(superstate, out var inner) ? inner : ids[superstate.InitialSubstate!];
}
