using System.Xml.Linq;

namespace XmppBot;

/// <summary>The names of the protocol (RFC 6120, RFC 6121, XEP-0030, XEP-0092, XEP-0199, XEP-0203, XEP-0308).</summary>
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
    public static readonly XNamespace DiscoInfo = "http://jabber.org/protocol/disco#info";
    public static readonly XNamespace DiscoItems = "http://jabber.org/protocol/disco#items";
    public static readonly XNamespace Delay = "urn:xmpp:delay";
    public static readonly XNamespace Correction = "urn:xmpp:message-correct:0";

    /// <summary>Stands for the names for which there is no room (<see cref="NameTable"/>).</summary>
    public static readonly XName Unknown = XName.Get("unknown", "urn:x-corofsm:bot");

    /// <summary>What a bot of this kind marks its messages with; those who do not know it pass over it (RFC 6120, 8.4).</summary>
    public static readonly XName Echo = XName.Get("echo", "urn:x-corofsm:bot");

    /// <summary>Gets the names without which nothing works, and the conditions that make a difference.</summary>
    public static IEnumerable<XName> All =>
    [
        Streams + "stream", Streams + "features", Streams + "error", StreamErrors + "text", StreamErrors + "conflict",
        StreamErrors + "not-authorized", StreamErrors + "host-unknown", StreamErrors + "host-gone", StreamErrors + "see-other-host",
        Tls + "starttls", Tls + "proceed", Tls + "failure", Sasl + "mechanisms", Sasl + "mechanism", Sasl + "challenge", Sasl + "success",
        Sasl + "failure", Sasl + "text", Sasl + "temporary-auth-failure", Bind + "bind", Bind + "jid", Client + "message",
        Client + "presence", Client + "iq", Client + "error", Client + "body", Client + "thread",
        StanzaErrors + "text", StanzaErrors + "conflict", StanzaErrors + "resource-constraint",
        Ping + "ping", Version + "query", DiscoInfo + "query", DiscoItems + "query", Delay + "delay", Correction + "replace", Echo, Unknown,
        "version", "from", "to", "type", "id", "node", "stamp", "parent",
    ];
}
