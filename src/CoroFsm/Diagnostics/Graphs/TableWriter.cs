using System.Text;

namespace CoroFsm.Diagnostics;

/// <summary>Writes the transitions of a graph as columns of text.</summary>
internal static class TableWriter
{
    private static readonly string[] Heads = ["state", "trigger", "guard", "to", "action"];

    internal static string Write(StateGraph graph)
    {
        List<string[]> rows = [Heads, []];
        foreach (var node in graph.Nodes)
        {
            var path = StateText.Printable(node.Path) + (node == graph.Initial ? " (initial)" : node.IsFinal ? " (final)" : "");
            var edges = graph.EdgesFrom(node).ToArray();
            if (edges.Length == 0)
                rows.Add([path, "", "", "", ""]);
            for (var i = 0; i < edges.Length; i++)
                rows.Add([i == 0 ? path : "", .. Cells(edges[i]).Select(StateText.Printable)]);
        }

        var widths = Heads.Select((_, column) => rows.Where(row => row.Length > 0).Max(row => row[column].Length)).ToArray();
        rows[1] = [.. widths.Select(width => new string('-', width))];
        StringBuilder text = new();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Cells(StateGraphEdge edge) =>
        [edge.Trigger, edge.Guard ?? "", Destination(edge), edge.Action ?? ""];

    private static string Destination(StateGraphEdge edge) => edge.Kind switch
    {
        StateGraphEdgeKind.Internal => "(stays)",
        StateGraphEdgeKind.Reentry => "(re-enters)",
        StateGraphEdgeKind.Ignored => "(ignored)",
        StateGraphEdgeKind.Dynamic => $"{edge.To?.Path ?? "?"} by {edge.Selector}",
        _ => edge.To!.Path,
    };
}
