using System.Xml.Linq;

namespace XmppBot;

/// <summary>The names of the protocol (RFC 6120, RFC 6121, XEP-0092, XEP-0199).</summary>
internal static class Names
{
    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
    public static readonly XNamespace StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";
    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Tls = "urn:ietf:params:xml:ns:xmpp-tls";
    public static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";
    public static readonly XNamespace Ping = "urn:xmpp:ping";
    public static readonly XNamespace Version = "jabber:iq:version";

    /// <summary>Gets the names without which nothing works.</summary>
    public static IEnumerable<XName> All =>
    [
        Streams + "stream", Streams + "features", Streams + "error", Tls + "starttls", Tls + "proceed", Tls + "failure", Sasl + "mechanisms", Sasl + "mechanism", Sasl + "challenge",
        Sasl + "success", Sasl + "failure", Bind + "bind", Bind + "jid", Client + "message", Client + "presence", Client + "iq", Client + "error", Client + "body", Ping + "ping",
        Version + "query", Echo, "version", "from", "to", "type", "id",
    ];

    /// <summary>What a bot of this kind marks its messages with; those who do not know it pass over it (RFC 6120, 8.4).</summary>
    public static readonly XName Echo = XName.Get("echo", "urn:x-corofsm:bot");
}
