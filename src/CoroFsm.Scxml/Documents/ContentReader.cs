using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.DataModels;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>Reads executable content, data and invocations.</summary>
internal sealed class ContentReader(DocumentNode document, Reading reading, CodeChecker code)
{
    private FaultList Faults => reading.Faults;

    /// <summary>Reads <c>onentry</c>, <c>onexit</c> or <c>finalize</c>.</summary>
    internal Block ReadHandler(MarkupElement element)
    {
        Schema.Check(element, Faults);
        return ReadBlock(element);
    }

    /// <summary>Reads the executable content inside an element.</summary>
    internal Block ReadBlock(MarkupElement element)
    {
        var nodes = element.Elements.Select(Read).OfType<ContentNode>().ToArray();
        return nodes.Length == 0 ? Block.Empty : new(nodes);
    }

    internal void ReadData(StateNode state, MarkupElement datamodel)
    {
        Schema.Check(datamodel, Faults);
        foreach (var element in datamodel.Elements.Where(static child => child is { IsScxml: true, LocalName: "data" }))
        {
            Schema.Check(element, Faults);
            var hasContent = element.Nodes.Count > 0 && (element.HasText || element.Elements.Any());
            AtMostOne(element, ("expr", element["expr"] is not null), ("src", element["src"] is not null), ("content", hasContent));
            code.Check(element, ScxmlCodeKind.Variable, "id");
            code.Check(element, ScxmlCodeKind.Value, "expr");
            var text = element["src"] is { } source ? reading.Resolve(element, source) : null;
            state.Data.Add(new(element, text is null ? new(element["expr"], element) : new(text)));
        }
    }

    internal DoneDataNode ReadDoneData(MarkupElement element)
    {
        Schema.Check(element, Faults);
        var content = ReadContent(element);
        var parameters = ReadParameters(element);
        AtMostOne(element, ("content", content is not null), ("param", !parameters.IsEmpty));
        return new(element, content, parameters);
    }

    internal ScriptNode ReadScript(MarkupElement element)
    {
        Schema.Check(element, Faults);
        AtMostOne(element, ("src", element["src"] is not null), ("content", element.HasText));
        var text = element["src"] is { } source ? reading.Resolve(element, source) ?? "" : element.Text;
        code.CheckText(element, ScxmlCodeKind.Script, text);
        return new(element, text);
    }

    internal InvokeNode ReadInvoke(MarkupElement element)
    {
        Schema.Check(element, Faults);
        foreach (var name in (ReadOnlySpan<string>)["typeexpr", "srcexpr"])
            code.Check(element, ScxmlCodeKind.Value, name);
        code.Check(element, ScxmlCodeKind.Location, "idlocation");
        Twins(element, "type", "src");
        AtMostOne(element, ("id", element["id"] is not null), ("idlocation", element["idlocation"] is not null));
        var content = Child(element, "content");
        var hasSource = element["src"] is not null || element["srcexpr"] is not null;
        AtMostOne(element, ("src", hasSource), ("content", content is not null));
        if (element["autoforward"] is not (null or "true" or "false"))
            Faults.Add(element.Position, $"{element} has autoforward=\"{element["autoforward"]}\". Write true or false.");
        var parameters = ReadParameters(element);
        AtMostOne(element, ("namelist", element["namelist"] is not null), ("param", Child(element, "param") is not null));
        return new(element)
        {
            Parameters = parameters,
            Content = ReadContent(element),
            Document = ReadDocument(content),
            Finalize = ReadFinalize(element),
        };
    }

    private Block? ReadFinalize(MarkupElement invoke)
    {
        if (Child(invoke, "finalize") is not { } element)
            return null;
        foreach (var forbidden in element.Elements.Where(static child => child is { IsScxml: true, LocalName: "send" or "raise" }))
            Faults.Add(forbidden.Position, $"{forbidden} must not be inside {element}. Move it into a transition.");
        return ReadHandler(element);
    }

    /// <summary>Reads a document that is written inside another one.</summary>
    private ScxmlDocument? ReadDocument(MarkupElement? content)
    {
        if (content?["expr"] is not null
            || content?.Elements.FirstOrDefault() is not { LocalName: "scxml", NamespaceUri: MarkupElement.Scxml } root)
        {
            return null;
        }

        return new(DocumentReader.Read(root, reading), reading.Options);
    }

    private ContentNode? Read(MarkupElement element)
    {
        if (!element.IsScxml)
        {
            CustomNode custom = new(element);
            document.Customs.Add(custom);
            return custom;
        }

        if (element.LocalName is "elseif" or "else" || !IsExecutable(element.LocalName))
            return null;
        if (element.LocalName != "script")
            Schema.Check(element, Faults);
        return element.LocalName switch
        {
            "raise" => ReadRaise(element),
            "if" => ReadIf(element),
            "foreach" => ReadForEach(element),
            "log" => ReadLog(element),
            "assign" => ReadAssign(element),
            "script" => ReadScript(element),
            "send" => ReadSend(element),
            _ => ReadCancel(element),
        };
    }

    private static bool IsExecutable(string name) =>
        name is "raise" or "if" or "foreach" or "log" or "assign" or "script" or "send" or "cancel";

    private RaiseNode ReadRaise(MarkupElement element)
    {
        EventName(element);
        return new(element);
    }

    private IfNode ReadIf(MarkupElement element)
    {
        code.Check(element, ScxmlCodeKind.Condition, "cond");
        List<(string?, Block)> branches = [];
        List<ContentNode> nodes = [];
        var condition = element["cond"] ?? "";
        var hasElse = false;
        foreach (var child in element.Elements)
        {
            if (child is not { IsScxml: true, LocalName: "elseif" or "else" })
            {
                if (Read(child) is { } node)
                    nodes.Add(node);
                continue;
            }

            Schema.Check(child, Faults);
            code.Check(child, ScxmlCodeKind.Condition, "cond");
            if (hasElse)
                Faults.Add(child.Position, $"{child} stands after <else>, and is never reached. Move it before <else>, or remove it.");
            branches.Add((condition, new([.. nodes])));
            nodes.Clear();
            condition = child.LocalName == "else" ? null : child["cond"] ?? "";
            hasElse |= condition is null;
        }

        branches.Add((condition, new([.. nodes])));
        return new(element, branches);
    }

    private ForEachNode ReadForEach(MarkupElement element)
    {
        code.Check(element, ScxmlCodeKind.Value, "array");
        code.Check(element, ScxmlCodeKind.Variable, "item");
        code.Check(element, ScxmlCodeKind.Variable, "index");
        return new(element, ReadBlock(element));
    }

    private LogNode ReadLog(MarkupElement element)
    {
        code.Check(element, ScxmlCodeKind.Value, "expr");
        return new(element);
    }

    private AssignNode ReadAssign(MarkupElement element)
    {
        code.Check(element, ScxmlCodeKind.Location, "location");
        code.Check(element, ScxmlCodeKind.Value, "expr");
        var hasContent = element.HasText || element.Elements.Any();
        AtMostOne(element, ("expr", element["expr"] is not null), ("content", hasContent));
        if (element["expr"] is null && !hasContent)
            Faults.Add(element.Position, $"{element} has no value. Add the attribute 'expr', or content.");
        return new(element);
    }

    private SendNode ReadSend(MarkupElement element)
    {
        foreach (var name in (ReadOnlySpan<string>)["eventexpr", "targetexpr", "typeexpr", "delayexpr"])
            code.Check(element, ScxmlCodeKind.Value, name);
        code.Check(element, ScxmlCodeKind.Location, "idlocation");
        Twins(element, "event", "target", "type", "delay");
        AtMostOne(element, ("id", element["id"] is not null), ("idlocation", element["idlocation"] is not null));
        var content = ReadContent(element);
        var parameters = ReadParameters(element);
        AtMostOne(element, ("content", content is not null), ("namelist or param", !parameters.IsEmpty));
        if (element["event"] is not null)
            EventName(element);
        else if (element["eventexpr"] is null && content is null && element["typeexpr"] is null && IoTypes.IsScxml(element["type"]))
            Faults.Add(element.Position, $"{element} has no event. Add the attribute 'event' or 'eventexpr'.");
        if (element["delay"] is { } delay && !Delay.TryParse(delay, out _))
            Faults.Add(element.Position, $"{element} has delay=\"{delay}\", which is not a time. {Delay.Format}");
        if (element["target"] == "#_internal" && (element["delay"] ?? element["delayexpr"]) is not null)
            Faults.Add(element.Position, $"{element} has a delay, but the internal queue has none. Remove the delay or the target.");
        return new(element, content, parameters);
    }

    private CancelNode ReadCancel(MarkupElement element)
    {
        code.Check(element, ScxmlCodeKind.Value, "sendidexpr");
        Twins(element, "sendid");
        if (element["sendid"] is null && element["sendidexpr"] is null)
            Faults.Add(element.Position, $"{element} does not name what it cancels. Add the attribute 'sendid' or 'sendidexpr'.");
        return new(element);
    }

    private ContentBody? ReadContent(MarkupElement parent)
    {
        if (Child(parent, "content") is not { } element)
            return null;
        Schema.Check(element, Faults);
        code.Check(element, ScxmlCodeKind.Value, "expr");
        AtMostOne(element, ("expr", element["expr"] is not null), ("content", element.HasText || element.Elements.Any()));
        return new(element["expr"], element);
    }

    private Parameters ReadParameters(MarkupElement parent)
    {
        code.CheckNames(parent);
        List<Parameter> parameters = [];
        foreach (var element in parent.Elements.Where(static child => child is { IsScxml: true, LocalName: "param" }))
        {
            Schema.Check(element, Faults);
            code.Check(element, ScxmlCodeKind.Value, "expr");
            code.Check(element, ScxmlCodeKind.Location, "location");
            AtMostOne(element, ("expr", element["expr"] is not null), ("location", element["location"] is not null));
            if (element["expr"] is null && element["location"] is null)
                Faults.Add(element.Position, $"{element} has no value. Add the attribute 'expr' or 'location'.");
            parameters.Add(new(element));
        }

        return new(Words.Of(parent["namelist"]), parameters);
    }

    private void EventName(MarkupElement element)
    {
        if (element["event"] is { } name && !string.IsNullOrWhiteSpace(name) && !Names.IsEventName(name))
            Faults.Add(element.Position, $"{element} has event=\"{name}\", which is no event name. Write words with dots between them.");
    }

    private void Twins(MarkupElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            AtMostOne(element, (name, element[name] is not null), ($"{name}expr", element[$"{name}expr"] is not null));
    }

    private void AtMostOne(MarkupElement element, params ReadOnlySpan<(string Name, bool IsPresent)> parts)
    {
        List<string> present = [];
        foreach (var (name, isPresent) in parts)
        {
            if (isPresent)
                present.Add(name);
        }

        if (present.Count > 1)
            Faults.Add(element.Position, $"{element} has both {string.Join(" and ", present)}. Keep one of them.");
    }

    private static MarkupElement? Child(MarkupElement parent, string name) =>
        parent.Elements.FirstOrDefault(child => child.IsScxml && child.LocalName == name);
}
