using System.Globalization;
using System.Text;

namespace CoroFsm.Diagnostics;

/// <summary>Draws a graph as a Mermaid state diagram.</summary>
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
            Line(1, $"{ids[edge.From]} --> {(edge.To is null ? anywhere : ids[edge.To])} : {Escape(edge.Label)}");
        }

        foreach (var node in graph.Nodes.Where(node => node.IsFinal))
            Line(1, $"{ids[node]} --> [*]");
        return text.ToString();
    }

    private void State(StateGraphNode node, int level)
    {
        var lines = StateText.LinesOf(graph, node).Select(Escape).ToArray();
        var isPlain = lines.Length == 1 && lines[0] == ids[node];
        var state = isPlain ? ids[node] : $"\"{string.Join("<br/>", lines)}\" as {ids[node]}";
        if (!graph.IsSuperstate(node))
        {
            Line(level, isPlain ? state : $"state {state}");
            return;
        }

        Line(level, $"state {state} {{");
        if (node.InitialSubstate is { } initial)
            Line(level + 1, $"[*] --> {ids[initial]}");
        foreach (var substate in graph.SubstatesOf(node))
            State(substate, level + 1);
        Line(level, "}");
    }

    private void Line(int level, string line) => text.Append(' ', level * 4).Append(line).Append('\n');

    /// <summary>Writes as numbered entities what has a meaning in a diagram, in Markdown or in HTML.</summary>
    private static string Escape(string label)
    {
        StringBuilder escaped = new();
        foreach (var c in StateText.Printable(label))
        {
            if (c is '#' or ';' or ':' or '"' or '%' or '&' or '<' or '>' or '{' or '}' or '*' or '`' or '\\' or '~')
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else
                escaped.Append(c);
        }

        return string.IsNullOrWhiteSpace(label) ? "#160;" : escaped.ToString();
    }
}
