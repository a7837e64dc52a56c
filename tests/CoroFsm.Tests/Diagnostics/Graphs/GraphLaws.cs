using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CoroFsm.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>For any names of states, triggers, guards and actions, each format is well formed and the names can be read back.</summary>
public sealed partial class GraphLaws
{
    private static readonly XNamespace Scxml = "http://www.w3.org/2005/07/scxml";
    private static readonly XNamespace Own = "urn:corofsm";

    /// <summary>Arbitrary strings, and strings of tokens of the formats.</summary>
    private static readonly Gen<string> Name = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(name => name ?? ""),
        Gen.Elements(
            "\"", "\\", "\\n", "\n", ":", ";", "#", "{", "}", "-->", "<br/>", "&amp;", "]]>", "--", "%%", "end", "state", "graph", "s1",
            ".", " ", "é", "\0", "\uD800", "\uFFFF", "_x0041_", "A", "anywhere")
            .ArrayOf().Select(string.Concat));

    [Property(MaxTest = 200)]
    public Property Scxml_AnyNames_CanBeReadBack() => Prop.ForAll(Graphs(), named =>
    {
        var document = XDocument.Load(XmlReader.Create(new StringReader(named.Graph.ToScxml())), LoadOptions.PreserveWhitespace);
        var ids = document.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => XmlConvert.VerifyNCName(id));
        Assert.All(
            document.Descendants().Attributes().Where(a => a.Name == "target" || a.Name == "initial"),
            target => Assert.Contains(target.Value, ids));
        Assert.All(
            document.Descendants(Scxml + "transition"), transition => XmlConvert.VerifyNMTOKEN(transition.Attribute("event")!.Value));
        var transitions = document.Descendants(Scxml + "transition").Select(
            t => (XmlConvert.DecodeName(t.Attribute("event")!.Value), t.Attribute("cond")?.Value, t.Element(Scxml + "script")?.Value));
        Assert.Equal(
            named.Graph.Edges.Select(
                edge => (edge.Trigger.Length == 0 ? "\0" : Printed(edge.Trigger), Print(edge.Guard), Print(edge.Action))).Order(),
            transitions.Order());
        var names = document.Descendants(Scxml + "state").Where(
            state => !state.Attribute("id")!.Value.EndsWith(".itself", StringComparison.Ordinal))
            .Select(state => (state.Attribute(Own + "name") ?? state.Attribute("id")!).Value);
        Assert.Equal(named.States.Select(Printed).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    });

    [Property(MaxTest = 200)]
    public Property Dot_AnyNames_IsWellFormed() => Prop.ForAll(Graphs(), named =>
    {
        var lines = named.Graph.ToDot().Split('\n')[..^1];
        Assert.All(lines, line => Assert.Matches(DotLine(), line));
        Assert.Equal(lines.Count(line => line.EndsWith('{')), lines.Count(line => line.EndsWith('}')));
        Assert.Equal(
            named.Graph.Edges.Count(edge => edge.Kind is not TransitionKind.Internal),
            lines.Count(line => line.Contains("\" -> \"", StringComparison.Ordinal)));
    });

    [Property(MaxTest = 200)]
    public Property Mermaid_AnyNames_IsWellFormed() => Prop.ForAll(Graphs(), named =>
    {
        var lines = named.Graph.ToMermaid().Split('\n')[..^1];
        Assert.Equal("stateDiagram-v2", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches(MermaidLine(), line));
        Assert.Equal(lines.Count(line => line.EndsWith('{')), lines.Count(line => line.EndsWith('}')));
        Assert.Equal(
            named.Graph.Edges.Count(edge => edge.Kind is not TransitionKind.Internal),
            lines.Count(line => line.Contains(" --> ", StringComparison.Ordinal)));
    });

    [Property(MaxTest = 200)]
    public Property Table_AnyNames_HasLineForEachTransition() => Prop.ForAll(Graphs(), named =>
        Assert.Equal(
            2 + named.Graph.Nodes.Sum(node => Math.Max(1, named.Graph.Edges.Count(edge => edge.From == node))),
            named.Graph.ToString().Split('\n').Length - 1));

    /// <summary>A ring of states, in which each but the first may be a substate of the first.</summary>
    private static Arbitrary<(StateGraph Graph, string[] States)> Graphs() => (
        from names in Name.NonEmptyListOf()
        from triggers in Name.ListOf()
        from text in Name
        from nested in Gen.Elements(true, false)
        select Ring([.. names.Distinct().Take(8)], [.. triggers.Distinct().Take(3)], text, nested)).ToArbitrary();

    private static (StateGraph Graph, string[] States) Ring(string[] states, string[] triggers, string text, bool nested) =>
        (StateGraph.Of(Statechart.Build<string, string>(chart =>
        {
            for (var i = 0; i < states.Length; i++)
            {
                var state = chart.Configure(states[i]);
                if (nested && i > 0)
                    state.SubstateOf(states[0]);
                foreach (var trigger in triggers)
                {
                    if (states.Length == 1)
                        state.InternalTransition(trigger, () => { }, text);
                    else
                        state.PermitIf(trigger, states[(i + 1) % states.Length], () => true, text).Do(() => { }, text);
                }
            }
        })), states);

    private static string? Print(string? text) => text is null ? null : Printed(text);

    private static string Printed(string name) =>
        string.Concat(name.EnumerateRunes().Select(rune => Rune(rune.ToString())));

    private static string Rune(string rune) =>
        rune.Length == 1 && (char.IsControl(rune[0]) || rune[0] is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF') ? " " : rune;

    /// <summary>A statement of DOT as written here: only quoted strings, which end where they should, and keywords.</summary>
    [GeneratedRegex(
        """^ *(digraph |subgraph )?("([^"\\]|\\.)*"|[a-z]+=[a-z]+|node|label=|[a-z]+=[a-z0-9.]+|[\[\], ]|->|lhead=|ltail=|\{|\}|;)*$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex DotLine();

    /// <summary>
    /// A statement of a state diagram; its texts contain nothing that ends a statement or a string, and only complete entities.
    /// </summary>
    [GeneratedRegex(
        """^ +((state )?("([^"#;{}%]|#\d+;)+" as )?[A-Za-z]\w*( \{)?|\}|"""
            + """((\[\*\]|[A-Za-z]\w*) --> )?[A-Za-z]\w*( : ([^"#;:{}%<>\n]|#\d+;)+)?)$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex MermaidLine();
}
