using System.Xml.Linq;

namespace XmppBot;

/// <summary>What a session waits for. Shown by its name alone: contents may be secret.</summary>
internal abstract record SessionEvent
{
    public sealed override string ToString() => this is ElementEvent { Element: var e } ? $"<{e.Name.LocalName}>" : GetType().Name;
}

internal abstract record ElementEvent(XElement Element) : SessionEvent;

/// <summary>Requests that the session goes online.</summary>
internal sealed record Begin : SessionEvent;

/// <summary>There is a connection.</summary>
internal sealed record Connected : SessionEvent;

/// <summary>The connection is encrypted, and the certificate is good.</summary>
internal sealed record Secured : SessionEvent;

/// <summary>The header of the server's stream.</summary>
internal sealed record Opened(XElement Element) : ElementEvent(Element);

/// <summary>What arrives on the stream.</summary>
internal sealed record Features(XElement Element) : ElementEvent(Element);
internal sealed record TlsReply(XElement Element) : ElementEvent(Element);
internal sealed record SaslReply(XElement Element) : ElementEvent(Element);
internal sealed record Stanza(XElement Element) : ElementEvent(Element);

/// <summary>The connection is gone, or good for nothing any more.</summary>
internal sealed record Lost(SessionException Why) : SessionEvent;

/// <summary>Requests a check that the connection is alive: ends a pause, and pings a silent server.</summary>
internal sealed record Check : SessionEvent;

/// <summary>Requests that a stanza is sent, which is possible online.</summary>
internal sealed record Say(XElement Stanza) : SessionEvent;

/// <summary>Requests that the session ends.</summary>
internal sealed record Leave : SessionEvent;
