using System.Xml.Linq;

namespace XmppBot;

/// <summary>Requests that every client answers: pings (XEP-0199), the version (XEP-0092), and a refusal of all others and of what is malformed (RFC 6120, 8.2.3).</summary>
internal static class IqAnswers
{
    public static IEnumerable<XElement> To(XElement iq, string name, string version)
    {
        var type = iq.Attribute("type")?.Value;
        if (type is not ("get" or "set"))
            return [];
        if (iq.Attribute("id") is null || iq.Elements().Count() != 1)
            return [Refusal(iq, "modify", "bad-request")];
        if (type == "get" && iq.Element(Names.Ping + "ping") is not null)
            return [Reply(iq, "result")];
        if (type == "get" && iq.Element(Names.Version + "query") is not null)
            return [Reply(iq, "result", new XElement(Names.Version + "query", new XElement(Names.Version + "name", name), new XElement(Names.Version + "version", version)))];
        return [Refusal(iq, "cancel", "service-unavailable")];
    }

    private static XElement Refusal(XElement iq, string type, string condition) =>
        Reply(iq, "error", new(Names.Client + "error", new XAttribute("type", type), new XElement(Names.StanzaErrors + condition)));

    private static XElement Reply(XElement iq, string type, XElement? payload = null) => new(
        Names.Client + "iq",
        iq.Attribute("from") is { } from ? new XAttribute("to", from.Value) : null,
        new XAttribute("type", type),
        iq.Attribute("id"),
        payload);
}
