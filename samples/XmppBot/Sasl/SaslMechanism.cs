using System.Xml.Linq;

namespace XmppBot;

/// <summary>A way to prove who one is (RFC 4422). Throws <see cref="SessionException"/>.</summary>
internal abstract class SaslMechanism
{
    public abstract string Name { get; }

    /// <summary>Gets a value indicating whether the server proves that it knows the account, and never sees the password.</summary>
    public virtual bool ProvesServer => false;

    /// <summary>Makes what is sent at first.</summary>
    public abstract string Begin();

    /// <summary>Answers a challenge.</summary>
    public abstract string Respond(string challenge);

    /// <summary>Takes what comes with the success: the server may have to prove who it is.</summary>
    public abstract void End(string data);

    /// <summary>Chooses the best mechanism that the server offers and that may be used.</summary>
    /// <param name="features">What the server offers.</param>
    /// <param name="options">The account, and what is allowed.</param>
    /// <param name="isSecure">Whether the connection is encrypted.</param>
    /// <param name="last">The mechanism that succeeded last; null if none has.</param>
    /// <exception cref="SessionException">None is offered, or only PLAIN where a better one is expected.</exception>
    public static SaslMechanism Choose(XElement features, SessionOptions options, bool isSecure, SaslMechanism? last)
    {
        var mechanisms = features.Element(Names.Sasl + "mechanisms");
        var offered = mechanisms?.Elements(Names.Sasl + "mechanism").Select(static m => m.Value.Trim()).ToHashSet() ?? [];
        foreach (var hash in Scram.Hashes)
        {
            if (offered.Contains(Scram.NameOf(hash)))
                return new Scram(hash, options.Jid.Local, options.Password, options.MakeNonce());
        }

        if (!offered.Contains("PLAIN"))
        {
            var known = string.Join(", ", Scram.Hashes.Select(Scram.NameOf));
            throw Refused($"the server offers none of {known}, PLAIN, but {(offered.Count == 0 ? "nothing" : Listed(offered))}");
        }

        if (options.AllowsPlain)
            return new Plain(options.Jid.Local, options.Password);
        if (!isSecure)
            throw Refused("the server wants the password in the clear; --allow-plain would send it");

        const string PlainText = "PLAIN, which sends the password itself";
        if (offered.Where(static m => m.StartsWith("SCRAM-", StringComparison.Ordinal)).ToArray() is { Length: > 0 } unknown)
            throw Refused($"the server offers {PlainText}, beside {Listed(unknown)}, which is not known here; --allow-plain would send it");
        if (last is { ProvesServer: true })
            throw Refused($"the server offers only {PlainText}, and offered {last.Name} before; --allow-plain would send it");
        return new Plain(options.Jid.Local, options.Password);
    }

    private static string Listed(IEnumerable<string> mechanisms) =>
        Printable.Quote(string.Join(", ", mechanisms.Order(StringComparer.Ordinal)));

    private static SessionException Refused(string why) => new(Failure.Authentication, why);
}
