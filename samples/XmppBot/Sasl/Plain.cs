namespace XmppBot;

/// <summary>The password as it is (RFC 4616).</summary>
internal sealed class Plain(string user, string password) : SaslMechanism
{
    public override string Name => "PLAIN";

    public override string Begin() => $"\0{SaslPrep.Of(user)}\0{SaslPrep.Of(password)}";

    public override string Respond(string challenge) =>
        throw new SessionException(Failure.Protocol, "the server challenges PLAIN, which has no challenge");

    public override void End(string data)
    {
    }
}
