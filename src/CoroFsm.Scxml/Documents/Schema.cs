using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>The attributes and the children that each element of SCXML 1.0 may have.</summary>
/// <remarks>Behind a name: <c>!</c> means that it is required, <c>?</c> that it occurs at most once.</remarks>
internal sealed class Schema
{
    private const string Executable = " raise if foreach log assign script send cancel";
    private const string States = " state parallel";
    private const string Handlers = " onentry onexit transition datamodel? invoke";

    private static readonly Dictionary<string, Schema> All = new()
    {
        ["scxml"] = new("initial name datamodel binding version exmode", "final datamodel? script?" + States),
        ["state"] = new("id initial", "initial? final history" + States + Handlers),
        ["parallel"] = new("id", "history" + States + Handlers),
        ["transition"] = new("event cond target type", Executable),
        ["initial"] = new("", "transition!"),
        ["final"] = new("id", "onentry onexit donedata?"),
        ["onentry"] = new("", Executable),
        ["onexit"] = new("", Executable),
        ["history"] = new("id type", "transition!"),
        ["raise"] = new("event!", ""),
        ["if"] = new("cond!", "elseif else?" + Executable),
        ["elseif"] = new("cond!", ""),
        ["else"] = new("", ""),
        ["foreach"] = new("array! item! index", Executable),
        ["log"] = new("label expr", ""),
        ["datamodel"] = new("", "data"),
        ["data"] = new("id! src expr"),
        ["assign"] = new("location! expr"),
        ["donedata"] = new("", "content? param"),
        ["content"] = new("expr"),
        ["param"] = new("name! expr location", ""),
        ["script"] = new("src"),
        ["send"] = new("event eventexpr target targetexpr type typeexpr id idlocation delay delayexpr namelist", "content? param"),
        ["cancel"] = new("sendid sendidexpr", ""),
        ["invoke"] = new("type typeexpr src srcexpr id idlocation namelist autoforward", "param finalize? content?"),
        ["finalize"] = new("", Executable),
    };

    private readonly (string Name, char Mark)[] attributes;
    private readonly (string Name, char Mark)[]? children;

    private Schema(string attributes, string? children = null)
    {
        this.attributes = [.. Words.Of(attributes).Select(Marked)];
        this.children = children is null ? null : [.. Words.Of(children).Select(Marked)];
    }

    /// <summary>Determines whether an element may contain anything: text, and markup that is not read.</summary>
    internal static bool IsOpaque(MarkupElement element) => All.TryGetValue(element.LocalName, out var schema) && schema.children is null;

    /// <summary>Finds the attributes, children and texts that an element must not have, or lacks.</summary>
    internal static void Check(MarkupElement element, FaultList faults)
    {
        var schema = All[element.LocalName];
        schema.CheckAttributes(element, faults);
        if (schema.children is not { } children)
            return;
        CheckChildren(element, children, faults);
        if (element.HasText)
            faults.Add(element.Position, $"{element} contains text. Remove it, or put it into a comment.");
    }

    private void CheckAttributes(MarkupElement element, FaultList faults)
    {
        foreach (var (name, uri, _) in element.Attributes)
        {
            if (uri.Length == 0 && !Array.Exists(attributes, attribute => attribute.Name == name))
                faults.Add(element.Position, $"{element} has no attribute '{name}'. {Allowed(attributes)}");
        }

        foreach (var (name, mark) in attributes)
        {
            if (mark == '!' && string.IsNullOrWhiteSpace(element[name]))
                faults.Add(element.Position, $"{element} lacks the attribute '{name}'. Add it.");
        }
    }

    private static void CheckChildren(MarkupElement element, (string Name, char Mark)[] allowed, FaultList faults)
    {
        Dictionary<string, int> counts = [];
        foreach (var child in element.Elements.Where(static child => child.IsScxml))
        {
            var mark = allowed.FirstOrDefault(each => each.Name == child.LocalName);
            if (mark.Name is null)
                faults.Add(child.Position, $"{child} must not be inside {element}. {Allowed(allowed)}");
            var count = counts[child.LocalName] = counts.GetValueOrDefault(child.LocalName) + 1;
            if (count == 2 && mark.Mark is '?' or '!')
                faults.Add(child.Position, $"{element} contains a second {child}. Keep one.");
        }

        foreach (var (name, mark) in allowed)
        {
            if (mark == '!' && !counts.ContainsKey(name))
                faults.Add(element.Position, $"{element} lacks a <{name}> element. Add it.");
        }
    }

    private static string Allowed((string Name, char Mark)[] names) => names.Length == 0
        ? "Remove it."
        : $"Allowed: {string.Join(", ", names.Select(static each => each.Name).Order(StringComparer.Ordinal))}.";

    private static (string Name, char Mark) Marked(string word) => word[^1] is '!' or '?' ? (word[..^1], word[^1]) : (word, ' ');
}
