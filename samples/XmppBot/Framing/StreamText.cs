using System.Security;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace XmppBot;

/// <summary>What is written on a stream.</summary>
internal static class StreamText
{
    public const string End = "</stream:stream>";

    /// <summary>Makes the header. It names the account only if the connection is encrypted (RFC 6120, 4.7.1).</summary>
    public static string Header(Jid jid, bool isSecure) =>
        $"<?xml version='1.0'?><stream:stream xmlns='{Names.Client}' xmlns:stream='{Names.Streams}' version='1.0'" +
        $" to='{SecurityElement.Escape(jid.Domain)}'" +
        (isSecure ? $" from='{SecurityElement.Escape(jid.Bare)}'>" : ">");

    /// <summary>Makes an unpredictable identifier: only the receiver of a request can answer it (RFC 6120, 8.1.3).</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    public static XElement Iq(string type, string id, XElement payload) =>
        new(Names.Client + "iq", new XAttribute("type", type), new XAttribute("id", id), payload);

    /// <summary>Returns whether a stanza is the answer to a request that <paramref name="account"/> sent to its own server.</summary>
    public static bool IsReply(XElement iq, string id, Jid account) =>
        iq.Name == Names.Client + "iq" && iq.Attribute("id")?.Value == id && iq.Attribute("type")?.Value is "result" or "error" &&
        account.IsServedBy(iq.Attribute("from")?.Value);
}
