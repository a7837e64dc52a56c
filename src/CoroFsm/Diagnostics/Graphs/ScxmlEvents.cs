using System.Xml;

namespace CoroFsm.Diagnostics;

/// <summary>Provides the SCXML names of the triggers and states of a graph.</summary>
/// <remarks>
/// In SCXML, dots separate the parts of an event's name: a transition for <c>a</c> is taken at <c>a.b</c>, too, and one for <c>*</c> at any
/// event. That is how kinds of triggers are written if their names are like that; in other names, dots are encoded.
/// </remarks>
internal sealed class ScxmlEvents
{
    private const string Any = "*";

    private readonly StateGraph graph;
    private readonly HashSet<string> triggers;
    private readonly ILookup<string, string> kinds;
    private readonly bool isAnyGeneral;

    internal ScxmlEvents(StateGraph graph)
    {
        this.graph = graph;
        triggers = [.. graph.Edges.Select(edge => edge.Trigger).Where(trigger => trigger.Length > 0), .. graph.Generals.Keys];
        kinds = triggers.SelectMany(kind => GeneralsOf(kind).Select(general => (general, kind)))
            .ToLookup(pair => pair.general, pair => pair.kind, StringComparer.Ordinal);
        isAnyGeneral = graph.Generals.Count > 0
            && triggers.All(trigger => trigger == Any || GeneralsOf(trigger).Contains(Any, StringComparer.Ordinal));
    }

    /// <summary>Gets the events of a transition: its trigger, and the kinds of it that SCXML does not find by their names.</summary>
    internal string DescriptorsOf(string trigger)
    {
        var name = NameOf(trigger);
        var others = kinds[trigger].Select(NameOf)
            .Where(kind => name != Any && !kind.StartsWith($"{name}.", StringComparison.Ordinal));
        return string.Join(' ', others.Prepend(name));
    }

    /// <summary>Gets the name of an event. Only the empty trigger is encoded as a null character, which cannot be printed.</summary>
    internal string NameOf(string trigger) =>
        trigger.Length == 0 ? "_x0000_"
        : trigger == Any && isAnyGeneral ? Any
        : IsPath(trigger) ? trigger
        : IdOf(trigger).Replace(".", "_x002E_", StringComparison.Ordinal);

    /// <summary>Gets an XML name for a state.</summary>
    internal static string IdOf(string name) => XmlConvert.EncodeLocalName(StateText.Printable(name));

    /// <summary>
    /// Returns whether the dots of a name mean what they mean in SCXML: each trigger that is a start of it is more general.
    /// </summary>
    private bool IsPath(string trigger)
    {
        var isName = trigger.Split('.').All(part => part.Length > 0 && !part.Contains(':') && XmlConvert.EncodeNmToken(part) == part);
        if (!isName || !graph.Generals.ContainsKey(trigger))
            return false;

        var generals = GeneralsOf(trigger).ToHashSet(StringComparer.Ordinal);
        for (var dot = trigger.IndexOf('.'); dot >= 0; dot = trigger.IndexOf('.', dot + 1))
        {
            if (triggers.Contains(trigger[..dot]) && !generals.Contains(trigger[..dot]))
                return false;
        }

        return true;
    }

    private IEnumerable<string> GeneralsOf(string trigger)
    {
        while (graph.Generals.TryGetValue(trigger, out var general))
            yield return trigger = general;
    }
}
