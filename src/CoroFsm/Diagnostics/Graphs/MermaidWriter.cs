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
        foreach (var edge in graph.Arrows)
        {
            var from = ids[edge.From];
            var to = edge.Targets.Count == 1 ? ids[edge.To!] : null;
            if (edge.Targets.Count > 1)
            {
                Line(1, $"state {to = ids.Fresh("split")} <<fork>>");
            }
            else if (to is null)
            {
                if (anywhere is null)
                    Line(1, $"state \"?\" as {anywhere = ids.Fresh("anywhere")}");
                to = anywhere;
            }

            Line(1, $"{from} --> {to} : {MermaidText.Escape(edge.Label)}");
            foreach (var target in edge.Targets.Count > 1 ? edge.Targets : [])
                Line(1, $"{to} --> {ids[target]}");
        }

        Finals(superstate: null, 1);
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
        if (node.InitialTransition is { } initial)
        {
            var label = initial.Action is null ? "" : $" : {MermaidText.Escape(initial.Label)}";
            foreach (var target in initial.Targets)
                Line(level + 1, $"[*] --> {ids[target]}{label}");
        }

        var isFirst = true;
        foreach (var substate in graph.SubstatesOf(node).OrderByDescending(substate => node.IsParallel && !substate.IsRegion))
        {
            // Regions are separated; a pseudo-state is drawn together with the first.
            if (substate.IsRegion && !isFirst)
                Line(level + 1, "--");
            isFirst &= !substate.IsRegion;
            State(substate, level + 1);
        }

        Finals(node, level + 1);
        Line(level, "}");
    }

    /// <summary>Writes the ends of final states: each in its superstate.</summary>
    private void Finals(StateGraphNode? superstate, int level)
    {
        foreach (var node in graph.SubstatesOf(superstate).Where(node => node.IsFinal))
            Line(level, $"{ids[node]} --> [*]");
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
