using System.Text;

namespace CoroFsm.Diagnostics;

/// <summary>Writes a graph as a Mermaid state diagram.</summary>
internal sealed class MermaidWriter(StateGraph graph)
{
    private readonly StringBuilder text = new();
    private readonly Identifiers ids = Identifiers.Words(graph);

    internal string Write()
    {
        text.Append("stateDiagram-v2\n");
        if (graph.Initial is { } initial)
            Line(1, $"[*] --> {ids[initial]}");
        foreach (var node in graph.SubstatesOf(null))
            State(node, 1);

        string? anywhere = null;
        foreach (var edge in graph.Edges.Where(edge => !edge.IsInside))
        {
            if (edge.To is null && anywhere is null)
                Line(1, $"state \"?\" as {anywhere = ids.Fresh("anywhere")}");
            Line(1, $"{ids[edge.From]} --> {(edge.To is null ? anywhere : ids[edge.To])} : {MermaidText.Escape(edge.Label)}");
        }

        foreach (var node in graph.Nodes.Where(node => node.IsFinal))
            Line(1, $"{ids[node]} --> [*]");
        return text.ToString();
    }

    private void State(StateGraphNode node, int level)
    {
        var lines = StateText.LinesOf(graph, node).Select(MermaidText.Escape).ToArray();
        if (graph.IsSuperstate(node))
            Superstate(node, lines, level);
        else if (lines.Length == 1 && lines[0] == ids[node])
            Line(level, ids[node]);
        else
            Simple(ids[node], lines, level);
    }

    private void Superstate(StateGraphNode node, string[] lines, int level)
    {
        var isPlain = lines.Length == 1 && lines[0] == ids[node];
        Line(level, isPlain ? $"state {ids[node]} {{" : $"state \"{Title(lines)}\" as {ids[node]} {{");
        if (node.InitialSubstate is { } initial)
            Line(level + 1, $"[*] --> {ids[initial]}");
        foreach (var substate in graph.SubstatesOf(node))
            State(substate, level + 1);
        Line(level, "}");
    }

    /// <summary>
    /// Joins the lines. A superstate cannot have descriptions, and in a title of several lines Mermaid looks for TeX behind the entities.
    /// </summary>
    private static string Title(string[] lines) => lines.Length == 1
        ? lines[0]
        : string.Join("<br/>", lines).Replace("#36;", "#36;<wbr>", StringComparison.Ordinal);

    /// <summary>
    /// Writes the name, then the descriptions, which are displayed below it. Mermaid reads a name of several lines as Markdown.
    /// </summary>
    private void Simple(string id, string[] lines, int level)
    {
        Line(level, $"state \"{lines[0]}\" as {id}");
        foreach (var line in lines.Skip(1))
            Line(level, $"{id} : {line}");
    }

    private void Line(int level, string line) => text.Append(' ', level * 4).Append(line).Append('\n');
}
