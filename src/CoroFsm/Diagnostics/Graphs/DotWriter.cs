using System.Text;

namespace CoroFsm.Diagnostics;

/// <summary>
/// Writes a graph in Graphviz's DOT language. A cluster contains a point, because edges cannot lead to the cluster itself.
/// </summary>
internal sealed class DotWriter(StateGraph graph)
{
    private const string Point = "[shape=point, width=0.08]";

    private readonly StringBuilder text = new();
    private readonly Identifiers ids = Identifiers.Words(graph);
    private readonly List<string> afterwards = [];

    internal string Write()
    {
        Line(0, $"digraph {Quote(graph.Name)} {{");
        Line(1, "compound=true;");
        Line(1, "node [shape=box, style=rounded];");
        foreach (var node in graph.SubstatesOf(null))
            State(node, 1);

        if (graph.Initial is { } initial)
        {
            Line(1, $"\"[*]\" {Point};");
            Line(1, $"\"[*]\" -> {EndOf(initial)}{(graph.IsSuperstate(initial) ? $" [lhead={Cluster(initial)}]" : "")};");
        }

        if (graph.Edges.Any(edge => edge.To is null))
            Line(1, "\"?\" [label=\"?\", shape=plaintext];");
        foreach (var line in afterwards)
            Line(1, line);
        foreach (var edge in graph.Arrows)
            Edge(edge);
        Line(0, "}");
        return text.ToString();
    }

    private void State(StateGraphNode node, int level)
    {
        var label = string.Join("\\n", StateText.LinesOf(graph, node).Select(Escape));
        if (!graph.IsSuperstate(node))
        {
            var look = node.IsFinal ? ", peripheries=2"
                : node.History is not null ? ", shape=ellipse"
                : node.IsRegion ? ", style=dashed"
                : "";
            Line(level, $"{Quote(ids[node])} [label=\"{label}\"{look}];");
            return;
        }

        Line(level, $"subgraph {Cluster(node)} {{");
        Line(level + 1, $"label=\"{label}\";");
        if (node.IsRegion)
            Line(level + 1, "style=dashed;");
        else if (IsInRegion(node))
            Line(level + 1, "style=solid;");       // A cluster inherits the style of the one around it.
        Line(level + 1, $"{EndOf(node)} {Point};");
        foreach (var substate in graph.SubstatesOf(node))
            State(substate, level + 1);
        foreach (var target in node.InitialTransition?.Targets ?? [])
        {
            var arrow = $"{EndOf(node)} -> {EndOf(target)}{Attributes(node.InitialTransition!.Label, HeadOf(node, target))};";
            if (target.Superstate == node)
                Line(level + 1, arrow);
            else
                afterwards.Add(arrow);      // A node belongs to the cluster that names it first.
        }

        Line(level, "}");
    }

    private void Edge(StateGraphEdge edge)
    {
        if (edge.Targets.Count < 2)
        {
            Line(1, $"{EndOf(edge.From)} -> {(edge.To is null ? "\"?\"" : EndOf(edge.To))} "
                + $"[label={Quote(edge.Label)}{TailOf(edge)}{(edge.To is null ? "" : HeadOf(edge.From, edge.To))}];");
            return;
        }

        var fork = Quote(ids.Fresh("fork"));
        Line(1, $"{fork} [label=\"\", shape=box, style=filled, fillcolor=black, height=0.05];");
        Line(1, $"{EndOf(edge.From)} -> {fork} [label={Quote(edge.Label)}{TailOf(edge)}];");
        foreach (var target in edge.Targets)
            Line(1, $"{fork} -> {EndOf(target)}{Attributes("", HeadOf(edge.From, target))};");
    }

    /// <summary>An arrow starts at the border of its cluster, unless it leads within.</summary>
    private string TailOf(StateGraphEdge edge)
    {
        var leaves = graph.IsSuperstate(edge.From) && !edge.Targets.Any(to => to == edge.From || to.IsWithin(edge.From));
        return leaves ? $", ltail={Cluster(edge.From)}" : "";
    }

    /// <summary>An arrow ends at the border of a cluster that it enters.</summary>
    private string HeadOf(StateGraphNode from, StateGraphNode to) =>
        graph.IsSuperstate(to) && to != from && !from.IsWithin(to) ? $", lhead={Cluster(to)}" : "";

    private static string Attributes(string label, string head) => (label, head) switch
    {
        ("", "") => "",
        ("", _) => $" [{head[2..]}]",
        _ => $" [label={Quote(label)}{head}]",
    };

    private static bool IsInRegion(StateGraphNode node)
    {
        var at = node.Superstate;
        while (at is { IsRegion: false })
            at = at.Superstate;
        return at is not null;
    }

    private string EndOf(StateGraphNode node) => graph.IsSuperstate(node) ? $"\"{ids[node]}.point\"" : Quote(ids[node]);

    private string Cluster(StateGraphNode node) => $"\"cluster_{ids[node]}\"";

    private void Line(int level, string line) => text.Append(' ', level * 4).Append(line).Append('\n');

    private static string Quote(string label) => $"\"{Escape(label)}\"";

    /// <summary>Escapes a label, so that it neither ends early nor is read as an escape sequence or an entity.</summary>
    private static string Escape(string label) => StateText.Printable(label)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("&", "&amp;", StringComparison.Ordinal);
}
