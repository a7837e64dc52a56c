namespace CoroFsm.Diagnostics;

/// <summary>Gives each state of a graph an identifier of its own: one made of its name where that can be, otherwise a number.</summary>
internal sealed class Identifiers
{
    /// <summary>Words of Mermaid and of DOT.</summary>
    private static readonly HashSet<string> Reserved = new(
        ["state", "end", "note", "class", "classDef", "click", "style", "direction", "default", "hide", "scale", "as", "fork", "join", "choice", "left", "right", "over", "title", "href",
            "accTitle", "accDescr", "constructor", "prototype", "node", "edge", "graph", "digraph", "subgraph", "strict"],
        StringComparer.OrdinalIgnoreCase);

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

    /// <summary>Gets the identifiers that are plain words: names of states that are such words, and otherwise numbers.</summary>
    internal static Identifiers Words(StateGraph graph) => new(graph, node => IsWord(node.Name) && !Reserved.Contains(node.Name) ? node.Name : null);

    /// <summary>Makes an identifier that no state has.</summary>
    internal string Fresh(string id)
    {
        while (!taken.Add(id))
            id += "_";
        return id;
    }

    private static bool IsWord(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
