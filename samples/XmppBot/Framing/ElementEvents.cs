using System.Xml.Linq;

namespace XmppBot;

/// <summary>Gives elements the types that the states of a session wait for.</summary>
internal static class ElementEvents
{
    /// <summary>Tells the children of a stream apart.</summary>
    public static SessionEvent Of(XElement element) => (element.Name.NamespaceName, element.Name.LocalName) switch
    {
        var (ns, name) when ns == Names.Streams.NamespaceName && name == "features" => new Features(element),
        var (ns, name) when ns == Names.Streams.NamespaceName && name == "error" => new Lost(SessionException.OfStream(element)),
        var (ns, _) when ns == Names.Tls.NamespaceName => new TlsReply(element),
        var (ns, _) when ns == Names.Sasl.NamespaceName => new SaslReply(element),
        _ => new Stanza(element),
    };
}
