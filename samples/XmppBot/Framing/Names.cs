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
}
