using System.Xml.Linq;

namespace XmppBot.Tests;

/// <summary>The bot's answers to stanzas of peers, which may contain anything.</summary>
public sealed class AnswerTests
{
    private const string Delay = "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2026-01-02T03:04:05Z'/>";
    private const string Ann = "ann@example.org/x";

    [Theory]
    [InlineData("<thread>t1</thread>", "<thread xmlns=\"jabber:client\">t1</thread>")]
    [InlineData("<thread parent='t0'>t1</thread>", "<thread parent=\"t0\" xmlns=\"jabber:client\">t1</thread>")]
    [InlineData("<thread other='x'>a&lt;b<c>d</c></thread>", "<thread xmlns=\"jabber:client\">a&lt;bd</thread>")]
    [InlineData("<thread xmlns='urn:other'>t1</thread>", null)]
    [InlineData("", null)]
    public void Message_Thread_IsReturned(string thread, string? expected)
    {
        var reply = Assert.Single(Answers($"<message from='{Ann}' id='m1' type='chat'><body>hi</body>{thread}</message>"));
        Assert.Equal(expected, reply.Element(Names.Client + "thread")?.ToString());
    }

    [Theory]
    [InlineData("<body/>")]
    [InlineData("<body></body>")]
    [InlineData("<body> \n\t</body>")]
    [InlineData("<body><x xmlns='urn:x'/></body>")]
    [InlineData("<body/><thread>t1</thread>")]
    [InlineData("<body/><replace id='m0' xmlns='urn:xmpp:message-correct:0'/>")]
    public void Message_BlankBody_IsNotAnswered(string content) =>
        Assert.Empty(Answers($"<message from='{Ann}' id='m1' type='chat'>{content}</message>"));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "hello", "(sent 2026-01-02 03:04:05 UTC) hello")]
    [InlineData("2026-01-02T03:04:05.678Z", "hello", "(sent 2026-01-02 03:04:05 UTC) hello")]
    [InlineData("2026-01-02T01:04:05+02:00", "hello", "(sent 2026-01-01 23:04:05 UTC) hello")]
    [InlineData("2026-01-02T03:04:05Z", "state", "(sent 2026-01-02 03:04:05 UTC) state")]
    [InlineData("2026-01-02T03:04:05Z", "help", "(sent 2026-01-02 03:04:05 UTC) help")]
    [InlineData("yesterday", "help", EchoBot.Help)]
    [InlineData("0001-01-01T00:00:00+14:00", "help", EchoBot.Help)]
    [InlineData("", "hello", "hello")]
    public void Message_Delayed_IsAnsweredWithTimeAndNotAsCommand(string stamp, string body, string answer)
    {
        var delay = $"<delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>";
        var reply = Assert.Single(Answers($"<message from='{Ann}' id='m1'><body>{body}</body>{delay}</message>"));
        Assert.Equal((answer, "m1"), (Body(reply), reply.Attribute("id")?.Value));
    }

    /// <summary>An answer has the identifier of its message, so the answer to a correction can name the one that it corrects.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(Delay)]
    public void Message_Corrected_CorrectsTheAnswer(string delay)
    {
        var replies = Answers(
            $"<message from='{Ann}' id='m1' type='chat'><body>helo</body></message>" +
            $"<message from='{Ann}' id='m2' type='chat'><body>hello</body>{Correction("id='m1'")}{delay}</message>");
        Assert.Equal(["m1", "m2"], replies.Select(r => r.Attribute("id")!.Value));
        Assert.Equal([null, "m1"], replies.Select(r => r.Element(Names.Correction + "replace")?.Attribute("id")?.Value));
        Assert.EndsWith("hello", Body(replies[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_CorrectionOfUnknown_IsAnsweredAsNew()
    {
        var reply = Assert.Single(Answers($"<message from='{Ann}' id='m2'><body>help</body>{Correction("")}</message>"));
        Assert.Equal(EchoBot.Help, Body(reply));
        Assert.Null(reply.Element(Names.Correction + "replace"));
    }

    /// <summary>A copy of a conversation may come only from the own account, and this bot requests none (XEP-0280, XEP-0313).</summary>
    [Theory]
    [InlineData("<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{0}</forwarded></received>")]
    [InlineData("<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{0}</forwarded></sent>")]
    [InlineData("<result xmlns='urn:xmpp:mam:2' id='1'><forwarded xmlns='urn:xmpp:forward:0'>{0}</forwarded></result>")]
    [InlineData("{0}")]
    public void Message_ForgedCopy_IsNotAnswered(string content)
    {
        const string Copy = "<message xmlns='jabber:client' from='bob@example.org/y' type='chat'><body>help</body></message>";
        var forged = content.Replace("{0}", Copy, StringComparison.Ordinal);
        Assert.Empty(Answers($"<message from='eve@evil.example/z'>{forged}</message><message from='bot@example.org'>{forged}</message>"));
    }

    [Theory]
    [InlineData("bot@example.org/test")]
    [InlineData("Bot@Example.ORG/test")]
    public void Message_FromItself_IsNotAnswered(string from) =>
        Assert.Empty(Answers($"<message from='{from}' type='chat'><body>hello</body></message>"));

    [Fact]
    public void DiscoInfo_Requested_ReturnsIdentityAndFeatures()
    {
        const string Query = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
        var reply = Assert.Single(Answers($"<iq from='a@b/c' id='1' type='get'>{Query}</iq>"));
        Assert.Equal(["a@b/c", "result", "1"], reply.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Value));
        var query = Assert.Single(reply.Elements());
        Assert.Equal(Names.DiscoInfo + "query", query.Name);
        var identity = query.Element(Names.DiscoInfo + "identity")!;
        Assert.Equal(["category=\"client\"", "type=\"bot\"", "name=\"XmppBot\""], identity.Attributes().Select(a => a.ToString()));
        Assert.Equal(
            [
                "http://jabber.org/protocol/disco#info",
                "http://jabber.org/protocol/disco#items",
                "jabber:iq:version",
                "urn:xmpp:message-correct:0",
                "urn:xmpp:ping",
            ],
            query.Elements(Names.DiscoInfo + "feature").Select(f => f.Attribute("var")!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DiscoItems_Requested_AreEmpty()
    {
        const string Query = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
        var reply = Assert.Single(Answers($"<iq from='a@b/c' id='1' type='get'>{Query}</iq>"));
        Assert.Equal("result", reply.Attribute("type")!.Value);
        Assert.Equal("<query xmlns=\"http://jabber.org/protocol/disco#items\" />", Assert.Single(reply.Elements()).ToString());
    }

    [Theory]
    [InlineData("get", "http://jabber.org/protocol/disco#info", "node='urn:x'", "item-not-found")]
    [InlineData("get", "http://jabber.org/protocol/disco#info", "node=''", "item-not-found")]
    [InlineData("get", "http://jabber.org/protocol/disco#items", "node='urn:x'", "item-not-found")]
    [InlineData("set", "http://jabber.org/protocol/disco#info", "", "service-unavailable")]
    [InlineData("set", "jabber:iq:version", "", "service-unavailable")]
    [InlineData("set", "jabber:iq:roster", "", "service-unavailable")]
    [InlineData("get", "jabber:iq:roster", "", "service-unavailable")]
    [InlineData("set", "urn:xmpp:ping", "", "service-unavailable")]
    public void Request_Unanswerable_IsRefused(string type, string ns, string node, string condition)
    {
        var reply = Assert.Single(Answers($"<iq from='a@b/c' id='1' type='{type}'><query xmlns='{ns}' {node}/></iq>"));
        Assert.Equal("error", reply.Attribute("type")!.Value);
        Assert.Equal(condition, reply.Element(Names.Client + "error")!.Elements().Single().Name.LocalName);
    }

    [Theory]
    [InlineData("Refuse", "ann@example.org", "unsubscribed")]
    [InlineData("Refuse", "eve@evil.example", "unsubscribed")]
    [InlineData("Domain", "ann@example.org", "subscribed")]
    [InlineData("Domain", "ann@Example.Org", "subscribed")]
    [InlineData("Domain", "ann@example.org.evil.example", "unsubscribed")]
    [InlineData("Domain", "ann@evil-example.org", "unsubscribed")]
    [InlineData("Domain", "ann@evil.example/@example.org", "unsubscribed")]
    [InlineData("Domain", "evil.example", "unsubscribed")]
    [InlineData("Accept", "eve@evil.example", "subscribed")]
    [InlineData("Accept", "eve@evil.example/x", "subscribed")]
    [InlineData("Accept", "conference.evil.example", "subscribed")]
    public void Subscription_Requested_IsAnsweredByPolicy(string policy, string from, string type)
    {
        var reply = Assert.Single(Answers($"<presence from='{from}' type='subscribe' id='1'/>", Enum.Parse<SubscriptionPolicy>(policy)));
        Assert.Equal(Names.Client + "presence", reply.Name);
        Assert.Equal([from.Split('/')[0], type], reply.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Value));
        Assert.False(reply.HasElements);
    }

    [Fact]
    public void Subscription_NoPolicyGiven_IsRefused()
    {
        var reply = Assert.Single(Answers("<presence from='ann@example.org' type='subscribe'/>"));
        Assert.Equal("unsubscribed", reply.Attribute("type")!.Value);
    }

    [Theory]
    [InlineData("<presence from='ann@example.org' type='subscribed'/>")]
    [InlineData("<presence from='ann@example.org' type='unsubscribe'/>")]
    [InlineData("<presence from='ann@example.org' type='unsubscribed'/>")]
    [InlineData("<presence from='ann@example.org' type='probe'/>")]
    [InlineData("<presence from='ann@example.org' type='error'/>")]
    [InlineData("<presence from='ann@example.org/x'/>")]
    [InlineData("<presence type='subscribe'/>")]
    [InlineData("<presence from='' type='subscribe'/>")]
    public void Presence_NoRequest_IsNotAnswered(string presence) => Assert.Empty(Answers(presence, SubscriptionPolicy.Accept));

    /// <summary>Two bots of this kind, for any input of one of them: there is at most one answer, and none to the answer.</summary>
    [Fact]
    public void Answer_ToAnyStanza_IsAtMostOneAndNotAnsweredItself()
    {
        var random = new Random(1);
        var answered = 0;
        for (var round = 0; round < 20; round++)
        {
            var stanzas = Enumerable.Range(0, 100).Select(_ => Stanza(random)).ToArray();
            var answers = Answers(string.Concat(stanzas), SubscriptionPolicy.Accept);
            Assert.True(answers.Count <= stanzas.Length);
            answered += answers.Count;
            foreach (var answer in answers)
            {
                Assert.Null(answer.Attribute("from"));
                answer.SetAttributeValue("from", answer.Attribute("to")?.Value);
            }

            Assert.Empty(Answers(string.Concat(answers.Select(a => a.ToString())), SubscriptionPolicy.Accept));
        }

        Assert.InRange(answered, 200, 2_000);
    }

    private static string Stanza(Random random)
    {
        string[] froms = ["", "from='ann@example.org/x'", "from='ann@example.org'", "from='example.org'", "from='bot@example.org'"];
        string[] contents =
        [
            "", "<body>hello</body>", "<body>help</body>", "<body/>", "<thread>t</thread>", Delay, Correction("id='1'"),
            "<ping xmlns='urn:xmpp:ping'/>", "<query xmlns='jabber:iq:version'/>", "<query xmlns='http://jabber.org/protocol/disco#info'/>",
            "<query xmlns='jabber:iq:roster'><item jid='eve@evil.example'/></query>", "<error type='cancel'/>",
        ];
        string[] types = ["", "chat", "normal", "error", "get", "set", "result", "subscribe", "unsubscribe", "subscribed", "unsubscribed"];
        var name = Pick(["message", "presence", "iq"]);
        var type = Pick(types);
        var attributes = $"{Pick(froms)} {(type.Length > 0 ? $"type='{type}'" : "")} {Pick(["", "id='1'"])}";
        return $"<{name} {attributes}>{Pick(contents)}{Pick(contents)}</{name}>";

        string Pick(string[] of) => of[random.Next(of.Length)];
    }

    private static List<XElement> Answers(string stanzas, SubscriptionPolicy? policy = null)
    {
        List<XElement> got = [];
        var bot = policy is { } given ? new EchoBot(TimeProvider.System, given) : new EchoBot(TimeProvider.System);
        using var f = new SessionFixture(new HonestServer { Stanza = got.Add, Online = c => c.Send(stanzas) }, bot: bot).Begin();
        Assert.True(f.IsOnline, f.Fault?.Message);
        return got;
    }

    private static string Correction(string id) => $"<replace {id} xmlns='urn:xmpp:message-correct:0'/>";

    private static string? Body(XElement message) => message.Element(Names.Client + "body")?.Value;
}
