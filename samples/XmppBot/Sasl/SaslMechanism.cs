using System.Security.Cryptography;
using System.Xml.Linq;

namespace XmppBot;

/// <summary>A way to prove who one is (RFC 4422). Throws <see cref="SessionException"/>.</summary>
internal abstract class SaslMechanism
{
    public abstract string Name { get; }

    /// <summary>Makes what is sent at first.</summary>
    public abstract string Begin();

    /// <summary>Answers a challenge.</summary>
    public abstract string Respond(string challenge);

    /// <summary>Takes what comes with the success: the server may have to prove who it is.</summary>
    public abstract void End(string data);

    /// <summary>Chooses the best that the server offers and that may be used.</summary>
    public static SaslMechanism Choose(XElement features, SessionOptions options, bool isSecure)
    {
        var offered = features.Element(Names.Sasl + "mechanisms")?.Elements(Names.Sasl + "mechanism").Select(m => m.Value.Trim()).ToHashSet() ?? [];
        if (offered.Contains("SCRAM-SHA-256"))
            return new Scram(HashAlgorithmName.SHA256, options.Jid.Local, options.Password, options.MakeNonce());
        if (offered.Contains("SCRAM-SHA-1"))
            return new Scram(HashAlgorithmName.SHA1, options.Jid.Local, options.Password, options.MakeNonce());
        if (!offered.Contains("PLAIN"))
            throw new SessionException(Failure.Authentication, "the server offers none of SCRAM-SHA-256, SCRAM-SHA-1, PLAIN");
        return isSecure || options.AllowsPlainWithoutTls
            ? new Plain(options.Jid.Local, options.Password)
            : throw new SessionException(Failure.Authentication, "the server wants the password in the clear; --allow-plain would send it");
    }
}
