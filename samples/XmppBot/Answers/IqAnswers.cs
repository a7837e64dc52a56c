using System.Xml.Linq;

namespace XmppBot;

/// <summary>
/// Answers the requests that every client answers: what it is (XEP-0030), pings (XEP-0199), the version (XEP-0092). Refuses all others,
/// roster pushes among them, and what is malformed (RFC 6120, 8.2.3).
/// </summary>
internal static class IqAnswers
{
    /// <summary>The namespaces of the protocols that the bot supports.</summary>
    private static readonly XNamespace[] Features = [Names.DiscoInfo, Names.DiscoItems, Names.Version, Names.Correction, Names.Ping];

    private static readonly XName[] Queries = [Names.Version + "query", Names.DiscoInfo + "query", Names.DiscoItems + "query"];

    public static IEnumerable<XElement> To(XElement iq, string name, string version)
    {
        var type = iq.Attribute("type")?.Value;
        if (type is not ("get" or "set"))
            return [];
        if (iq.Attribute("id") is null || iq.Elements().Count() != 1)
            return [Refusal(iq, "modify", "bad-request")];

        var request = iq.Elements().Single();
        var query = request.Name.Namespace;
        if (type == "get" && request.Name == Names.Ping + "ping")
            return [Reply(iq, "result")];
        if (type == "set" || !Queries.Contains(request.Name))
            return [Refusal(iq, "cancel", "service-unavailable")];
        if (query == Names.Version)
            return [Reply(iq, "result", new(request.Name, new XElement(query + "name", name), new XElement(query + "version", version)))];
        if (request.Attribute("node") is not null)
            return [Refusal(iq, "cancel", "item-not-found")];       // the bot has no nodes
        return [Reply(iq, "result", new(request.Name, query == Names.DiscoInfo ? Info(name) : null))];
    }

    private static IEnumerable<XElement> Info(string name) =>
    [
        new(
            Names.DiscoInfo + "identity",
            new XAttribute("category", "client"),
            new XAttribute("type", "bot"),
            new XAttribute("name", name)),
        .. Features.Select(static f => new XElement(Names.DiscoInfo + "feature", new XAttribute("var", f.NamespaceName))),
    ];

    private static XElement Refusal(XElement iq, string type, string condition) =>
        Reply(iq, "error", new(Names.Client + "error", new XAttribute("type", type), new XElement(Names.StanzaErrors + condition)));

    private static XElement Reply(XElement iq, string type, XElement? payload = null) => new(
        Names.Client + "iq",
        iq.Attribute("from") is { } from ? new XAttribute("to", from.Value) : null,
        new XAttribute("type", type),
        iq.Attribute("id"),
        payload);
}
