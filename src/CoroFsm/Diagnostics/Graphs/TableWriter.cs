using System.Text;
using CoroFsm.Statecharts;

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
            var cells = Rows(graph, node).ToArray();
            if (cells.Length == 0)
                cells = [["", "", "", ""]];
            var state = StateText.Printable(node.Path) + string.Concat(Marks(graph, node).Select(mark => $" ({mark})"));
            for (var i = 0; i < cells.Length; i++)
                rows.Add([i == 0 ? state : "", .. cells[i].Select(StateText.Printable)]);
        }

        var widths = Heads.Select((_, column) => rows.Where(row => row.Length > 0).Max(row => row[column].Length)).ToArray();
        rows[1] = [.. widths.Select(width => new string('-', width))];
        StringBuilder text = new();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Marks(StateGraph graph, StateGraphNode node)
    {
        if (node == graph.Initial)
            yield return "initial";
        if (node.IsFinal)
            yield return "final";
        if (node.IsParallel)
            yield return "parallel";
        if (node.History is { } history)
            yield return history is History.Deep ? "deep history" : "shallow history";
    }

    private static IEnumerable<string[]> Rows(StateGraph graph, StateGraphNode node)
    {
        var first = node.InitialTransition is { } initial ? [initial] : Array.Empty<StateGraphEdge>();
        foreach (var edge in first.Concat(graph.EdgesFrom(node)))
            yield return [Event(edge), edge.Guard ?? "", Destination(edge), edge.Action ?? ""];
        foreach (var work in node.Work)
            yield return ["(do)", "", work.Ends.Trim(), work.Text];
        foreach (var action in node.CompletionActions)
            yield return ["(completed)", "", "(stays)", action];
    }

    private static string Event(StateGraphEdge edge) => edge.Cause switch
    {
        TransitionCause.Trigger => edge.Trigger,
        TransitionCause.Initial when edge.From.History is null => "(initial)",
        _ => $"({edge.Event})",
    };

    private static string Destination(StateGraphEdge edge) => edge.Kind switch
    {
        TransitionKind.Internal => "(stays)",
        TransitionKind.Reentry => "(re-enters)",
        TransitionKind.Ignore => "(ignored)",
        TransitionKind.Dynamic => $"{edge.To?.Path ?? "?"} by {edge.Selector}",
        _ => string.Join(", ", edge.Targets.Select(target => target.Path)) + (edge.IsExternal ? " (external)" : ""),
    };
}
