using System.Globalization;
using System.Xml.Linq;
using CoroFsm;

namespace XmppBot;

/// <summary>Sends every message back, but for a few words that it knows; answers what every client has to.</summary>
internal sealed class EchoBot(TimeProvider time, SubscriptionPolicy subscriptions = SubscriptionPolicy.Refuse) : IBot
{
    public const string Help = "I send back what I get. I know: help, uptime, state.";

    private static readonly string VersionText = typeof(EchoBot).Assembly.GetName().Version?.ToString(3) ?? "0";

    private readonly long start = time.GetTimestamp();
    private string jid = "";

    public void OnOnline(string jid) => this.jid = jid;

    public IEnumerable<XElement> Answer(XElement stanza, Machine session)
    {
        if (stanza.Name == Names.Client + "message")
            return AnswerMessage(stanza, session);
        if (stanza.Name == Names.Client + "presence")
            return SubscriptionAnswers.To(stanza, subscriptions, jid);
        return stanza.Name == Names.Client + "iq" ? IqAnswers.To(stanza, "XmppBot", VersionText) : [];
    }

    private IEnumerable<XElement> AnswerMessage(XElement message, Machine session)
    {
        // To answer an error, a room, oneself or another bot of this kind could go on for ever.
        if (message.Attribute("type")?.Value is "error" or "groupchat" or "headline" ||
            message.Element(Names.Client + "body")?.Value is not { } body || string.IsNullOrWhiteSpace(body) ||
            message.Attribute("from")?.Value is not { } from || Jid.IsSame(from, jid) || message.Element(Names.Echo) is not null)
            return [];

        // An answer has the identifier of its message: so the answer to a correction corrects the answer that the message had.
        return
        [
            new(
                Names.Client + "message",
                new XAttribute("to", from),
                new XAttribute("type", "chat"),
                message.Attribute("id"),
                new XElement(Names.Client + "body", MessageMarks.SentAt(message) is { } sent ? Late(body, sent) : Text(body, session)),
                MessageMarks.Thread(message),
                MessageMarks.Corrected(message) is { } old ? new XElement(Names.Correction + "replace", new XAttribute("id", old)) : null,
                new XElement(Names.Echo)),
        ];
    }

    private string Text(string body, Machine session) => body.Trim() switch
    {
        "help" => Help,
        "uptime" => $"{time.GetElapsedTime(start):d\\.hh\\:mm\\:ss}",
        "state" => session.State,
        _ => body,
    };

    /// <summary>A delayed message asks about a moment that has passed: it is no command.</summary>
    private static string Late(string body, DateTime sent) =>
        string.Create(CultureInfo.InvariantCulture, $"(sent {sent:yyyy-MM-dd HH:mm:ss} UTC) {body}");
}
