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
        foreach (var edge in graph.Edges.Where(edge => !edge.IsInside))
            Edge(edge);
        Line(0, "}");
        return text.ToString();
    }

    private void State(StateGraphNode node, int level)
    {
        var label = string.Join("\\n", StateText.LinesOf(graph, node).Select(Escape));
        if (!graph.IsSuperstate(node))
        {
            Line(level, $"{Quote(ids[node])} [label=\"{label}\"{(node.IsFinal ? ", peripheries=2" : "")}];");
            return;
        }

        Line(level, $"subgraph {Cluster(node)} {{");
        Line(level + 1, $"label=\"{label}\";");
        Line(level + 1, $"{EndOf(node)} {Point};");
        foreach (var substate in graph.SubstatesOf(node))
            State(substate, level + 1);
        if (node.InitialSubstate is { } initial)
            Line(level + 1, $"{EndOf(node)} -> {EndOf(initial)};");
        Line(level, "}");
    }

    private void Edge(StateGraphEdge edge)
    {
        var to = edge.To;
        var leaves = graph.IsSuperstate(edge.From) && to != edge.From && to?.IsWithin(edge.From) is not true;
        var enters = to is not null && graph.IsSuperstate(to) && to != edge.From && !edge.From.IsWithin(to);
        var tail = leaves ? $", ltail={Cluster(edge.From)}" : "";
        var head = enters ? $", lhead={Cluster(to!)}" : "";
        Line(1, $"{EndOf(edge.From)} -> {(to is null ? "\"?\"" : EndOf(to))} [label={Quote(edge.Label)}{tail}{head}];");
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
