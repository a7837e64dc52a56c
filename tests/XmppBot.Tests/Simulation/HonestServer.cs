using System.Text;
using System.Xml.Linq;
using CoroFsm;

namespace XmppBot.Tests;

/// <summary>A conforming server with behavior that a test overrides. It receives what the client writes, one element at a time.</summary>
internal sealed record HonestServer
{
    public const string Header = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
        + "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='example.org' id='1'>";
    public const string Proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

    public const string TlsFeature = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    public const string BindFeature = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";

    public string Password { get; init; } = SessionFixture.Password;

    public bool OffersTls { get; init; } = true;

    public string[] Mechanisms { get; init; } = ["SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN"];

    public Func<string, string> ServerFirst { get; init; } = text => text;

    public Func<string, string> ServerFinal { get; init; } = text => text;

    /// <summary>Gets the error that refuses the resource; null: the resource is bound.</summary>
    public string? BindRefusal { get; init; }

    /// <summary>Gets the text before each header.</summary>
    public string BeforeHeader { get; init; } = "";

    /// <summary>Gets the additional elements of an account's refusal.</summary>
    public string RefusalText { get; init; } = "";

    /// <summary>Gets the function that creates the attributes of a bind answer from the request's identifier.</summary>
    public Func<string, string> BindReply { get; init; } = id => $"type='result' id='{id}'";

    /// <summary>Gets the address that is bound; null: the account's.</summary>
    public string? Bound { get; init; }

    /// <summary>Gets a value indicating whether pings are answered.</summary>
    public bool AnswersPings { get; init; } = true;

    /// <summary>Gets the action that runs when the client is online; then its stanzas are passed on.</summary>
    public Action<SimulatedConnection>? Online { get; init; }

    public Action<XElement>? Stanza { get; init; }

    public static string Features(string content) => $"<stream:features>{content}</stream:features>";

    public static string Sasl(string name, string data = "") =>
        $"<{name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{Convert.ToBase64String(Encoding.UTF8.GetBytes(data))}</{name}>";

    public string MechanismsFeature => "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
        + $"{string.Concat(Mechanisms.Select(m => $"<mechanism>{m}</mechanism>"))}</mechanisms>";

    public async Coroutine Serve(Inbox<string> client, SimulatedConnection connection)
    {
        await Open(client, connection, (OffersTls ? TlsFeature : "") + MechanismsFeature, BeforeHeader);
        var next = await client.Receive();
        if (next.Contains("starttls", StringComparison.Ordinal))
        {
            connection.Send(Proceed);
            await client.Expect(SimulatedLink.Handshake);
            connection.Encrypt();
            await Open(client, connection, MechanismsFeature, BeforeHeader);
            next = await client.Receive();
        }

        await Authenticate(client, connection, next);
        await Open(client, connection, BindFeature, BeforeHeader);
        var bind = XElement.Parse(await client.Receive());
        if (BindRefusal is not null)
        {
            connection.Send(
                $"<iq type='error' id='{bind.Attribute("id")!.Value}'><error type='cancel'><{BindRefusal} "
                    + "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
            await client.Receive();
        }

        var resource = bind.Descendants(Names.Bind + "resource").SingleOrDefault()?.Value ?? "made";
        var jid = Bound ?? $"bot@example.org/{resource}";
        var reply = BindReply(bind.Attribute("id")!.Value);
        connection.Send($"<iq {reply}><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>{jid}</jid></bind></iq>");
        await client.Receive(static e => e.Contains("presence", StringComparison.Ordinal));
        Online?.Invoke(connection);
        await foreach (var text in client)
        {
            var stanza = XElement.Parse(text);
            if (AnswersPings && stanza.Element(Names.Ping + "ping") is not null)
                connection.Send($"<iq type='result' id='{stanza.Attribute("id")?.Value}'/>");
            Stanza?.Invoke(stanza);
        }

        connection.Send(StreamText.End);
    }

    public static async Coroutine Open(Inbox<string> client, SimulatedConnection connection, string features, string before = "")
    {
        await client.Receive(static e => e.StartsWith("<?xml", StringComparison.Ordinal));
        connection.Send(before + Header + Features(features));
    }

    private async Coroutine Authenticate(Inbox<string> client, SimulatedConnection connection, string text)
    {
        var auth = XElement.Parse(text);
        var data = Base64.Read(auth.Value);
        var mechanism = auth.Attribute("mechanism")!.Value;
        if (mechanism == "PLAIN")
        {
            connection.Send(data == $"\0bot\0{Password}" ? "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>" : Refused);
            return;
        }

        var scram = new ScramServer(new(mechanism.Replace("SCRAM-SHA-", "SHA", StringComparison.Ordinal)), Password);
        connection.Send(Sasl("challenge", ServerFirst(scram.First(data))));
        var final = scram.Final(Base64.Read(XElement.Parse(await client.Receive()).Value));
        connection.Send(final is null ? Refused : Sasl("success", ServerFinal(final)));
    }

    private string Refused => $"<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/>{RefusalText}</failure>";
}
