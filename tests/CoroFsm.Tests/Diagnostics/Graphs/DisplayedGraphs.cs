using CoroFsm.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>Graphs with a text at every possible position, and the texts that a drawing displays.</summary>
internal static class DisplayedGraphs
{
    /// <summary>Tokens of Mermaid, DOT, Markdown, TeX and HTML.</summary>
    private static readonly string[] Meaningful =
    [
        "Console.WriteLine(2*x*y)", "\"q\"", "\\\"q\\\"", "_it_", "__bold__", "**bold**", "*it*", "~~no~~", "$$x$$", "$x$", "$&", "$'",
        "\\", "direction LR", "direction", "LR", "TB", "`code`", "``", "[a](b)", "![a](b)", "[ ]",
        "www.a.com", "https://a.com", "a@b.com", "<b>", "</b>", "<br/>", "List<int>", "&lt;", "&#42;", "&nbsp;", "#35;", "#lt;", "# ", "- ",
        "+ ", "* ", "1. ", "2) ", "> ", "---", "===", "|", "%%", "%%{", "{", "}", "[[fork]]", "<<choice>>",
        "::", ":::", ":", ";", "-->", "--", "[*]", "state ", "end note", "note left of", "classDef", "style", " as ", "\\n", "\\N", "\\G",
        "\\l", "é", "漢字", "😀", "…", "→", "\u00A0", "\uFEFF", "\u3000", " ", "  ", "a", "x", "42", "_",
    ];

    private static readonly Gen<string> Printable = Gen.Choose(' ', '~').Select(c => ((char)c).ToString());

    private static readonly Gen<string> Text = Gen.OneOf(
        Printable.ArrayOf(12).Select(string.Concat),
        Gen.OneOf(Gen.Elements(Meaningful), Gen.Elements(Meaningful), Printable).ArrayOf(4).Select(string.Concat),
        Gen.Elements(Meaningful));

    /// <summary>Generates random texts that are distinct and not blank.</summary>
    internal static string[] Texts(int count)
    {
        var samples = Text.Sample(5 * count).Where(text => !string.IsNullOrWhiteSpace(text));
        string[] texts = [.. samples.Distinct(StringComparer.Ordinal).Take(count)];
        Assert.Equal(count, texts.Length);
        return texts;
    }

    /// <summary>
    /// Uses each text as the name of a state: in turn a simple one, a superstate, a substate, and one with a transition.
    /// Some are also an entry action, a trigger, a guard or an action.
    /// </summary>
    internal static StateGraph Of(string[] texts) => StateGraph.Of(Statechart.Build<string, string>(chart =>
    {
        for (var i = 0; i < texts.Length; i++)
        {
            var next = texts[(i + 1) % texts.Length];
            var state = chart.Configure(texts[i]);
            if (i % 4 == 3)
                state.PermitIf(texts[i], texts[0], () => true, texts[(i + 2) % texts.Length]).Do(() => { }, next);
            if (i % 4 is 1 or 2)
                state.OnEntry(() => { }, next);
            if (i % 4 == 2)
                state.SubstateOf(texts[i - 1]);
        }
    }), texts[0]);

    /// <summary>
    /// Uses ten texts as the names of states of each kind: regions, substates, final and history states; and as triggers, guards and
    /// actions of transitions of each kind.
    /// </summary>
    internal static StateGraph OfCompleteChart(string[] texts) => StateGraph.Of(Statechart.Build<string, string>(chart =>
    {
        var name = texts;
        chart.Configure(name[0]).Parallel().OnEntry(() => { }, name[9]).PermitCompleted(name[7]).If(() => true, name[1]);
        chart.Configure(name[1]).SubstateOf(name[0]).InitialTransition(name[4]).Do(() => { }, name[2]);
        chart.Configure(name[2]).SubstateOf(name[0]).InitialTransition(name[5]);
        chart.Configure(name[3]).SubstateOf(name[1]).Final();
        chart.Configure(name[4]).SubstateOf(name[1])
            .PermitAlways(name[3]).If(() => true, name[3])
            .PermitAfter(TimeSpan.FromSeconds(90), name[3]).Do(() => { }, name[4]);
        chart.Configure(name[5]).SubstateOf(name[2]).Invoke(_ => Task.CompletedTask, name[3], name[4], name[6]).Permit(name[5], name[8]);
        chart.Configure(name[8]).SubstateOf(name[2]).Final();
        chart.Configure(name[6]).HistoryOf(name[0], History.Deep).Do(() => { }, name[6]);
        chart.Configure(name[9]).HistoryOf(name[1], History.Shallow, otherwise: name[3]);
        chart.Configure(name[7]).Permit(name[7], name[4]).Fork(name[5]).Permit(name[8], name[6]).Permit(name[9], name[9]);
    }), texts[7]);

    internal static IEnumerable<string> LinesOf(StateGraphNode node)
    {
        yield return node.Name;
        if (node.History is { } history)
            yield return history is History.Deep ? "deep history" : "shallow history";
        if (node.IsParallel)
            yield return "parallel";
        foreach (var action in node.EntryActions)
            yield return $"entry / {action}";
        foreach (var work in node.InvokedWork)
            yield return $"do / {work}";
    }

    /// <summary>Gets the labels of all arrows, also of those that lead to initial substates, or from a history the first time.</summary>
    internal static IEnumerable<string> LabelsOf(StateGraph graph) =>
    [
        .. graph.Edges.Select(LabelOf),
        .. from node in graph.Nodes
           where node.History is not null
           select "otherwise" + (node.InitialTransition!.Action is { } action ? $" / {action}" : ""),
        .. from node in graph.Nodes
           where node.History is null && node.InitialTransition?.Action is not null
           select $"/ {node.InitialTransition!.Action}",
    ];

    internal static string LabelOf(StateGraphEdge edge)
    {
        var trigger = edge.Cause switch
        {
            TransitionCause.Always => "always",
            TransitionCause.Completed => "completed",
            TransitionCause.Timer => "after 1 min 30 s",
            _ => edge.Trigger,
        };
        return trigger + (edge.Guard is null ? "" : $" [{edge.Guard}]") + (edge.Action is null ? "" : $" / {edge.Action}");
    }
}
