using System.Xml.Linq;

namespace XmppBot;

internal enum TlsUse
{
    Required,
    Optional,
    Off,
}

/// <summary>Who the bot is, and how long it has patience.</summary>
internal sealed record SessionOptions(Jid Jid, string Password)
{
    public TlsUse Tls { get; init; } = TlsUse.Required;

    /// <summary>
    /// Gets a value indicating whether the password itself may be sent where a better way is expected: without TLS, where the server offers
    /// a SCRAM that is not known, or where it offered one that is known before.
    /// </summary>
    public bool AllowsPlain { get; init; }

    /// <summary>Gets how long a connection may take, TLS included.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how long each step of the negotiation may take.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets after how long a silence the server is asked for a sign of life.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets how often it is tried to come back, once the session was online, before it is given up.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>Gets the pause before the first attempt to come back; the next ones are twice as long each.</summary>
    public TimeSpan MinPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets what the pauses are varied by, so that not all clients come back at once.</summary>
    public Random Jitter { get; init; } = Random.Shared;

    /// <summary>Gets what makes nonces.</summary>
    public Func<string> MakeNonce { get; init; } = Scram.MakeNonce;

    /// <summary>Gets what makes the identifiers of requests.</summary>
    public Func<string> MakeId { get; init; } = StreamText.NewId;

    /// <summary>Returns the pause after a number of failures in a row.</summary>
    public TimeSpan Pause(int failures)
    {
        var pause = Math.Min(MinPause.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)), MaxPause.TotalSeconds);
        return TimeSpan.FromSeconds(pause * (0.5 + (Jitter.NextDouble() / 2)));
    }

    /// <summary>Returns whether TLS is to be started.</summary>
    /// <param name="features">What the server offers in the clear: a man in the middle can remove it.</param>
    /// <param name="isExpected">
    /// Whether TLS is required even where it is optional: the server offered it before, or another server redirected to this one,
    /// which only TLS proves to serve the domain.
    /// </param>
    /// <exception cref="SessionException">TLS is required and not offered.</exception>
    public bool WantsTls(XElement features, bool isExpected)
    {
        var isOffered = features.Element(Names.Tls + "starttls") is not null;
        return (Tls == TlsUse.Required || isExpected) && !isOffered
            ? throw new SessionException(Failure.Tls, "the server offers no TLS, which is required")
            : Tls != TlsUse.Off && isOffered;
    }

    /// <summary>Not the password.</summary>
    public override string ToString() => $"{Jid}";
}
