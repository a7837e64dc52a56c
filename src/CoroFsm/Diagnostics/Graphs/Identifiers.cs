namespace CoroFsm.Diagnostics;

/// <summary>Assigns a unique identifier to each state of a graph: derived from its name if possible, otherwise a number.</summary>
internal sealed class Identifiers
{
    /// <summary>
    /// Words of Mermaid's grammar, names that Mermaid itself gives to nodes, and the members of every JavaScript object, which Mermaid
    /// finds in its tables.
    /// </summary>
    private static readonly HashSet<string> Reserved = new(
        [
            "state", "stateDiagram", "end", "note", "class", "classDef", "click", "style", "direction", "default", "hide", "scale", "as",
            "fork", "join", "choice", "left", "right", "over", "title", "href", "accTitle", "accDescr", "root",
            "constructor", "prototype", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Endings of the names that Mermaid gives to start and end points, and of its statement "direction LR", which may start anywhere in a
    /// line.
    /// </summary>
    private static readonly string[] ReservedEndings = ["_start", "_end", "direction"];

    private readonly Dictionary<StateGraphNode, string> ids = [];
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    internal Identifiers(StateGraph graph, Func<StateGraphNode, string?> propose)
    {
        foreach (var node in graph.Nodes)
        {
            if (propose(node) is { } id && taken.Add(id))
                ids.Add(node, id);
        }

        foreach (var node in graph.Nodes)
        {
            if (!ids.ContainsKey(node))
                ids.Add(node, Fresh($"s{ids.Count}"));
        }
    }

    internal string this[StateGraphNode node] => ids[node];

    /// <summary>Creates identifiers that are plain words: names of states that are such words, otherwise numbers.</summary>
    internal static Identifiers Words(StateGraph graph) =>
        new(graph, node => IsWord(node.Name) && !IsReserved(node.Name) ? node.Name : null);

    /// <summary>Creates an identifier that no state has.</summary>
    internal string Fresh(string id)
    {
        while (!taken.Add(id))
            id += "_";
        return id;
    }

    private static bool IsReserved(string name) =>
        Reserved.Contains(name) || ReservedEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsWord(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
