using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Provides the text in a state's box: its name, its actions, and the triggers that it handles without being left.</summary>
internal static class StateText
{
    internal static IEnumerable<string> LinesOf(StateGraph graph, StateGraphNode node)
    {
        yield return node.Name;
        if (node.History is { } history)
            yield return history is History.Deep ? "deep history" : "shallow history";
        if (node.IsParallel)
            yield return "parallel";
        foreach (var (from, action) in node.Entries)
            yield return from is null ? $"entry / {action}" : $"entry from {from} / {action}";
        foreach (var action in node.ExitActions)
            yield return $"exit / {action}";
        foreach (var work in node.InvokedWork)
            yield return $"do / {work}";
        foreach (var action in node.CompletionActions)
            yield return $"completed / {action}";
        foreach (var edge in graph.EdgesFrom(node).Where(edge => edge.IsInside))
        {
            yield return edge.Kind is TransitionKind.Ignore ? $"{edge.Label} ignored"
                : edge.Action is null ? $"{edge.Label} stays"
                : edge.Label;
        }
    }

    /// <summary>Replaces unprintable characters: line ends and other control characters, and halves of surrogate pairs.</summary>
    internal static string Printable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]) && !IsUnprintable(text[i]))
                continue;

            return string.Concat(
                text.EnumerateRunes().Select(rune => rune.IsBmp && IsUnprintable((char)rune.Value) ? " " : rune.ToString()));
        }

        return text;
    }

    private static bool IsUnprintable(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF';
}
