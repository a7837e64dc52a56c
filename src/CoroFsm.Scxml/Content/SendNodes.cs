using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>A <c>send</c> element.</summary>
internal sealed class SendNode(MarkupElement element, ContentBody? content, Parameters parameters) : ContentNode(element)
{
    private readonly TextSource name = Source(element, "event");
    private readonly TextSource target = Source(element, "target");
    private readonly TextSource type = Source(element, "type");
    private readonly TextSource delay = Source(element, "delay");
    private readonly string? id = element["id"];
    private readonly string? idLocation = element["idlocation"];

    private protected override void Execute(Execution session)
    {
        var sendId = id;
        if (idLocation is not null)
        {
            sendId = session.NewId("send");
            session.Data.AssignValue(idLocation, sendId);
        }

        try
        {
            ScxmlMessage message = new(name.Get(session))
            {
                Target = target.Get(session),
                SendId = sendId,
                Parameters = parameters.Evaluate(session),
                Content = content?.Get(session),
                HasContent = content is not null,
                Position = Position,
            };
            session.Send(message, type.Get(session), DelayOf(session));
        }
        catch (ScxmlErrorException error)
        {
            error.SendId ??= sendId;
            throw;
        }
    }

    private TimeSpan DelayOf(Execution session)
    {
        if (delay.Get(session) is not { } text)
            return TimeSpan.Zero;
        if (!Delay.TryParse(text, out var time))
            throw new ScxmlErrorException($"The delay '{text}' is not a time. {Delay.Format}");
        return time <= session.MaxDelay
            ? time
            : throw new ScxmlErrorException($"The delay '{text}' is longer than {session.MaxDelay} (limit {nameof(ScxmlOptions)}."
                + $"{nameof(ScxmlOptions.MaxDelay)}). Send with a shorter delay, or raise the limit.");
    }

    internal static TextSource Source(MarkupElement element, string attribute) => new(element[attribute], element[$"{attribute}expr"]);

    public override string ToString() => $"send {name}";
}

/// <summary>A <c>cancel</c> element.</summary>
internal sealed class CancelNode(MarkupElement element) : ContentNode(element)
{
    private readonly TextSource sendId = SendNode.Source(element, "sendid");

    private protected override void Execute(Execution session) => session.Cancel(sendId.Get(session)!);

    public override string ToString() => $"cancel {sendId}";
}
