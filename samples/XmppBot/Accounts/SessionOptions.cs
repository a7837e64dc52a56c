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

    /// <summary>Gets a value indicating whether the password may be sent as it is over a connection that anybody can read.</summary>
    public bool AllowsPlainWithoutTls { get; init; }

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

    /// <summary>Not the password.</summary>
    public override string ToString() => $"{Jid}";
}
