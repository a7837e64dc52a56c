using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>An <c>if</c> element with its branches. A branch without a condition is the <c>else</c>.</summary>
internal sealed class IfNode(MarkupElement element, IReadOnlyList<(string? Condition, Block Content)> branches) : ContentNode(element)
{
    private protected override void Execute(Execution session)
    {
        foreach (var (condition, content) in branches)
        {
            if (condition is not null && !session.Data.IsTrue(condition))
                continue;
            content.RunNodes(session);
            return;
        }
    }

    public override string ToString() => $"if {branches[0].Condition}";
}

/// <summary>A <c>foreach</c> element.</summary>
internal sealed class ForEachNode(MarkupElement element, Block content) : ContentNode(element)
{
    private readonly string array = element["array"] ?? "";
    private readonly string item = element["item"] ?? "";
    private readonly string? index = element["index"];

    private protected override void Execute(Execution session) =>
        session.Data.ForEach(array, item, index, () => content.RunNodes(session));

    public override string ToString() => $"foreach {item} in {array}";
}

/// <summary>A <c>raise</c> element.</summary>
internal sealed class RaiseNode(MarkupElement element) : ContentNode(element)
{
    private readonly string name = element["event"] ?? "";

    private protected override void Execute(Execution session) => session.Raise(new(name) { Type = ScxmlEventType.Internal });

    public override string ToString() => $"raise {name}";
}

/// <summary>A <c>log</c> element.</summary>
internal sealed class LogNode(MarkupElement element) : ContentNode(element)
{
    private readonly string? label = element["label"];
    private readonly string? expression = element["expr"];

    private protected override void Execute(Execution session) =>
        session.Log(label, expression is null ? null : session.Data.Evaluate(expression));

    public override string ToString() => $"log {label ?? expression}";
}

/// <summary>An element of another namespace, which an action of the application implements.</summary>
internal sealed class CustomNode(MarkupElement element) : ContentNode(element)
{
    /// <summary>Gets the element as it was read.</summary>
    internal MarkupElement Element { get; } = element;

    private protected override void Execute(Execution session)
    {
        if (session.Actions.Find(Element.NamespaceUri, Element.LocalName) is { } action)
            action(new(session, Element));
    }
}
