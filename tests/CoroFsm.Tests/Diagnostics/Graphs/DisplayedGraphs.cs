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

    internal static IEnumerable<string> LinesOf(StateGraphNode node) =>
        node.EntryActions.Select(action => $"entry / {action}").Prepend(node.Name);

    internal static string LabelOf(StateGraphEdge edge) =>
        edge.Trigger + (edge.Guard is null ? "" : $" [{edge.Guard}]") + (edge.Action is null ? "" : $" / {edge.Action}");
}
