using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>A <c>data</c> element.</summary>
internal sealed class DataNode(MarkupElement element, ContentBody body) : ContentNode(element)
{
    internal string Id { get; } = element["id"] ?? "";

    private protected override void Execute(Execution session)
    {
        if (body.IsPresent)
            body.AssignTo(Id, session);
    }

    public override string ToString() => $"<data id=\"{Id}\">";
}

/// <summary>An <c>assign</c> element.</summary>
internal sealed class AssignNode(MarkupElement element) : ContentNode(element)
{
    private readonly string location = element["location"] ?? "";
    private readonly ContentBody body = new(element["expr"], element);

    private protected override void Execute(Execution session) => body.AssignTo(location, session);

    public override string ToString() => $"assign {location}";
}

/// <summary>A <c>script</c> element.</summary>
internal sealed class ScriptNode(MarkupElement element, string code) : ContentNode(element)
{
    private protected override void Execute(Execution session) => session.Data.Execute(code);

    public override string ToString() => code.Trim();
}

/// <summary>A <c>donedata</c> element.</summary>
internal sealed class DoneDataNode(MarkupElement element, ContentBody? content, Parameters parameters) : ContentNode(element)
{
    /// <summary>Gets the data. An error becomes an event, and there are no data.</summary>
    internal object? Get(Execution session)
    {
        try
        {
            return content is not null ? content.Get(session) : Parameter.ToData(parameters.Evaluate(session));
        }
        catch (ScxmlErrorException error)
        {
            error.Place(ToString(), Position);
            session.Report(error);
            return null;
        }
    }

    private protected override void Execute(Execution session) => Get(session);
}
