using System.Xml.Linq;

namespace XmppBot;

/// <summary>Answers requests to see the presence of the bot (RFC 6121, 3.1). The bot subscribes to no presence itself.</summary>
internal static class SubscriptionAnswers
{
    /// <summary>
    /// Answers a request. Other presence, answers among it, is not answered: two bots would answer each other without end.
    /// </summary>
    /// <param name="presence">The stanza.</param>
    /// <param name="policy">Who is accepted.</param>
    /// <param name="account">The bot's own address.</param>
    public static IEnumerable<XElement> To(XElement presence, SubscriptionPolicy policy, string account)
    {
        if (presence.Attribute("type")?.Value != "subscribe" || presence.Attribute("from")?.Value is not { Length: > 0 } from)
            return [];

        var isAccepted = policy switch
        {
            SubscriptionPolicy.Accept => true,
            SubscriptionPolicy.Domain =>
                Jid.TryParse(from, out var asker) && Jid.TryParse(account, out var own) && Jid.IsSame(asker.Domain, own.Domain),
            _ => false,
        };
        var type = isAccepted ? "subscribed" : "unsubscribed";
        return [new(Names.Client + "presence", new XAttribute("to", from.Split('/')[0]), new XAttribute("type", type))];
    }
}
