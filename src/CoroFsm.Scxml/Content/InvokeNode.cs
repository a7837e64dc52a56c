using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>An <c>invoke</c> element. The session starts the child; this element holds what it needs for that.</summary>
internal sealed class InvokeNode(MarkupElement element) : ContentNode(element)
{
    /// <summary>Gets or sets the identifier of the state that contains the element.</summary>
    internal string State { get; set; } = "";

    internal TextSource Type { get; } = SendNode.Source(element, "type");

    internal TextSource Source { get; } = SendNode.Source(element, "src");

    internal string? Id { get; } = element["id"];

    internal string? IdLocation { get; } = element["idlocation"];

    internal bool IsForwarding { get; } = element["autoforward"] == "true";

    internal required Parameters Parameters { get; init; }

    internal required ContentBody? Content { get; init; }

    /// <summary>Gets the document that the element contains; null if it comes from elsewhere.</summary>
    internal ScxmlDocument? Document { get; init; }

    /// <summary>Gets the executable content of <c>finalize</c>; null if there is none.</summary>
    internal Block? Finalize { get; init; }

    private protected override void Execute(Execution session)
    {
    }

    public override string ToString() => $"invoke {Id ?? Source.ToString() ?? State}";
}
