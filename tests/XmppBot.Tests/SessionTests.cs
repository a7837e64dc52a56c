using System.Globalization;
using System.Xml.Linq;
using CoroFsm;

namespace XmppBot.Tests;

/// <summary>The session with a conforming server.</summary>
public sealed class SessionTests
{
    private const string Connection = "Run/Staying/Connection/";

    [Fact]
    public void Begin_HonestServer_PassesEachStateAndIsOnline()
    {
        using var f = new SessionFixture(new HonestServer()).Begin();
        Assert.Equal(
            [
                "Connecting", "Opening/AwaitingHeader", "Opening/AwaitingFeatures",
                "Securing/AwaitingProceed", "Securing/Handshaking", "Securing/Opening/AwaitingHeader", "Securing/Opening/AwaitingFeatures",
                "Authenticating", "Authenticating/Opening/AwaitingHeader", "Authenticating/Opening/AwaitingFeatures",
                "Binding", "Online/Idle",
            ],
            f.States.Select(s => s.Replace(Connection, "", StringComparison.Ordinal)));
        Assert.True(f.Link.Current!.IsSecure);

        // The account is named only on an encrypted stream.
        Assert.Equal(
            [2, 5], f.Link.Written.Index().Where(w => w.Item.Contains("from='bot@", StringComparison.Ordinal)).Select(w => w.Index));
    }

    [Theory]
    [InlineData("SCRAM-SHA-512", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN")]
    [InlineData("SCRAM-SHA-256", "SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN")]
    [InlineData("SCRAM-SHA-1", "SCRAM-SHA-1", "PLAIN", "DIGEST-MD5")]
    [InlineData("PLAIN", "PLAIN")]
    public void Authenticate_SeveralOffered_UsesTheStrongest(string taken, params string[] offered)
    {
        using var f = new SessionFixture(new HonestServer { Mechanisms = offered }).Begin();
        Assert.True(f.IsOnline);
        Assert.Contains(f.Link.Written, text => text.Contains($"mechanism=\"{taken}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(f.Link.Written, text => text.Contains(SessionFixture.Password, StringComparison.Ordinal));
    }

    [Fact]
    public void Authenticate_WrongPassword_IsRefused()
    {
        using var f = new SessionFixture(new HonestServer { Password = "another" }).Begin();
        Assert.Equal(Failure.Authentication, f.Fault!.Kind);
        Assert.Contains("not-authorized", f.Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Optional", true, true)]
    [InlineData("Optional", false, false)]
    [InlineData("Off", true, false)]
    public void Tls_NotRequired_FollowsTheOption(string use, bool isOffered, bool isSecure)
    {
        using var f = new SessionFixture(
            new HonestServer { OffersTls = isOffered }, SessionFixture.Options with { Tls = Enum.Parse<TlsUse>(use) }).Begin();
        Assert.True(f.IsOnline);
        Assert.Equal(isSecure, f.Link.Current!.IsSecure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Session_AnyChunks_BehavesEqually(int size)
    {
        List<XElement> got = [];
        using var f = new SessionFixture(
            new HonestServer { Stanza = got.Add, Online = c => c.Send(Message("h\u00E9 \U0001F600 &lt;b>")) }, chunk: () => size).Begin();
        Assert.Equal("h\u00E9 \U0001F600 <b>", Body(Assert.Single(got)));
    }

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData(" a\n b ", " a\n b ")]
    [InlineData("help", EchoBot.Help)]
    [InlineData("uptime", "0.00:00:00")]
    [InlineData("state", "Run/Staying/Connection/Online/Idle")]
    public void Message_Received_IsAnswered(string body, string answer)
    {
        var reply = Assert.Single(Answers(Message(body)));
        Assert.Equal((answer, "ann@example.org/x", "m1"), (Body(reply), reply.Attribute("to")?.Value, reply.Attribute("id")?.Value));
    }

    [Theory]
    [InlineData("<message from='ann@example.org/x' type='error'><body>x</body></message>")]
    [InlineData("<message from='room@example.org/x' type='groupchat'><body>x</body></message>")]
    [InlineData("<message from='bot@example.org/test' type='chat'><body>x</body></message>")]
    [InlineData("<message from='ann@example.org/x'><composing xmlns='urn:x'/></message>")]
    [InlineData("<presence from='ann@example.org/x'/>")]
    [InlineData("<iq from='ann@example.org/x' type='result' id='7'/>")]
    [InlineData(" \n ")]
    public void Message_CouldLoopForever_IsNotAnswered(string stanza) => Assert.Empty(Answers(stanza));

    [Fact]
    public void Requests_Received_AreAnsweredOrRefused()
    {
        var replies = Answers(
            "<iq from='a@b/c' id='1' type='get'><ping xmlns='urn:xmpp:ping'/></iq>" +
            "<iq from='a@b/c' id='2' type='get'><query xmlns='jabber:iq:version'/></iq>" +
            "<iq from='a@b/c' id='3' type='set'><query xmlns='urn:unknown'/></iq>");
        Assert.Equal(["1 result", "2 result", "3 error"], replies.Select(r => $"{r.Attribute("id")!.Value} {r.Attribute("type")!.Value}"));
        Assert.Equal("XmppBot", replies[1].Descendants(Names.Version + "name").Single().Value);
        Assert.Equal("service-unavailable", ErrorOf(replies[2]));
    }

    [Theory]
    [InlineData("<iq from='a@b/c' type='get'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq from='a@b/c' id='1' type='get'/>")]
    [InlineData("<iq from='a@b/c' id='1' type='set'><a/><b/></iq>")]
    public void Requests_Malformed_AreRefused(string iq) => Assert.Equal("bad-request", ErrorOf(Assert.Single(Answers(iq))));

    [Fact]
    public void Message_FromSameKindOfBot_IsNotAnswered()
    {
        var echo = Assert.Single(Answers(Message("hello")));
        echo.SetAttributeValue("from", "ann@example.org/x");
        Assert.Empty(Answers(echo.ToString()));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("pieces")]
    [InlineData("children")]
    [InlineData("depth")]
    [InlineData("names")]
    [InlineData("attributes")]
    [InlineData("great depth")]
    [InlineData("attributes of one")]
    [InlineData("a long attribute")]
    [InlineData("a long name")]
    [InlineData("namespaces")]
    public void Stanza_BeyondTheLimits_IsSkipped(string what)
    {
        var content = what switch
        {
            "text" => $"<body>{new string('x', 200_000)}</body>",
            "pieces" => $"<body>{string.Concat(Enumerable.Repeat("x&lt;<![CDATA[y]]>", 2_000))}</body>",
            "children" => string.Concat(Enumerable.Repeat("<a>b</a>", 10_000)),
            "depth" => $"{string.Concat(Enumerable.Repeat("<a>", 300))}b{string.Concat(Enumerable.Repeat("</a>", 300))}",
            "names" => string.Concat(Enumerable.Range(0, 1_200).Select(i => $"<a{i}/>")),
            "attributes" => string.Concat(Enumerable.Range(0, 1_200).Select(i => $"<a b{i}=''/>")),
            "great depth" => $"{string.Concat(Enumerable.Repeat("<a>", 5_000))}{string.Concat(Enumerable.Repeat("</a>", 5_000))}",
            "attributes of one" => $"<a {string.Concat(Enumerable.Range(0, 2_000).Select(i => $" b{i}=''"))}/><a/>",
            "a long attribute" => $"<a b='{new string('x', 200_000)}'/><a/>",
            "a long name" => $"<{new string('a', 5_000)}/><a/>",
            _ => $"<a {string.Concat(Enumerable.Range(0, 500).Select(i => $" xmlns:n{i}='u{i}'"))}/><a/>",
        };
        foreach (var chunk in new[] { int.MaxValue, 97 })
        {
            List<XElement> got = [];
            using var f = new SessionFixture(
                new HonestServer
                {
                    Stanza = got.Add,
                    Online = c => c.Send(
                        $"<message from='a@b/c' id='1'>{content}</message><iq from='a@b/c' type='get' id='2'>{content}</iq>"
                            + $"{Message("hello")}"),
                },
                chunk: () => chunk).Begin();
            Assert.Equal(["bad-request", "hello"], got.Select(s => ErrorOf(s) ?? Body(s)));
            Assert.True(f.IsOnline);
            Assert.Equal(1, f.Link.Connections);
        }
    }

    [Fact]
    public void StreamError_AfterManyNewNames_IsStillUnderstood()
    {
        var names = string.Concat(Enumerable.Range(0, 1_200).Select(i => $"<a{i}/>"));
        using var f = new SessionFixture(new HonestServer
        {
            Online = c => c.Send(
                $"<message>{names}</message><stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"),
        }).Begin();
        Assert.Equal("stream error conflict", f.Fault?.Message);
    }

    [Fact]
    public void Say_OnlineOrNot_IsWrittenOrRefused()
    {
        using var f = new SessionFixture(new HonestServer());
        var say = new Say(new(Names.Client + "message", "news"));
        Assert.Throws<UnexpectedEventException>(() => f.Session.Send(say));
        f.Begin();
        f.Session.Send(say);
        f.Pass(TimeSpan.FromSeconds(60));
        Assert.Single(f.Link.Written, text => text.Contains("news", StringComparison.Ordinal));
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.Zero);
        Assert.Throws<UnexpectedEventException>(() => f.Session.Send(say));
        f.Pass(TimeSpan.FromSeconds(1));
        Assert.True(f.IsOnline);
        Assert.Single(f.Link.Written, text => text.Contains("news", StringComparison.Ordinal));
    }

    [Fact]
    public void Silence_ServerAnswersPings_StaysOnline()
    {
        using var f = new SessionFixture(new HonestServer()).Begin();
        f.Pass(TimeSpan.FromMinutes(10));
        Assert.True(f.IsOnline);
        Assert.Equal(1, f.Link.Connections);
        Assert.Equal(10, f.Link.Written.Count(text => text.Contains("urn:xmpp:ping", StringComparison.Ordinal)));
    }

    [Fact]
    public void Silence_NoAnswer_ReconnectsAsDeadConnection()
    {
        using var f = new SessionFixture((number, _) => new HonestServer { AnswersPings = number > 1 }.Serve).Begin();
        f.Pass(TimeSpan.FromSeconds(69));
        Assert.EndsWith("/Online/Asking", f.State, StringComparison.Ordinal);
        f.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("Run/Staying/Pausing", f.State);
        f.Pass(TimeSpan.FromSeconds(2));
        Assert.True(f.IsOnline);
        Assert.Equal(2, f.Link.Connections);
    }

    [Fact]
    public void Check_WhileOnlineOrPausing_PingsOrReconnectsAtOnce()
    {
        using var f = new SessionFixture((number, _) => new HonestServer { AnswersPings = number > 1 }.Serve).Begin();
        f.Session.Deliver(new Check());
        Assert.EndsWith("/Online/Asking", f.State, StringComparison.Ordinal);
        f.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal("Run/Staying/Pausing", f.State);
        f.Session.Deliver(new Check());
        f.Pass(TimeSpan.Zero);
        Assert.True(f.IsOnline);
    }

    [Fact]
    public void Reconnect_ConnectionRefused_BacksOffAndGivesUp()
    {
        using var f = new SessionFixture(
            (number, _) => number == 1 ? new HonestServer { Online = c => c.Cut() }.Serve : Refuse,
            SessionFixture.Options with { Attempts = 8 });
        List<double> pauses = [];
        f.Begin();
        while (f.Fault is null)
        {
            var before = f.Link.Connections;
            var waited = 0;
            for (; f.Link.Connections == before && f.Fault is null; waited++)
                f.Pass(TimeSpan.FromMilliseconds(10));
            pauses.Add(waited / 100.0);
        }

        Assert.Equal(Failure.NoConnection, f.Fault.Kind);
        Assert.Equal(8, pauses.Count);
        for (var i = 0; i < pauses.Count; i++)
            Assert.InRange(pauses[i], Math.Min(Math.Pow(2, i), 60) / 2, Math.Min(Math.Pow(2, i), 60) + 0.02);
        Assert.True(pauses.Distinct().Count() == 8);
        Assert.Null(f.Link.Current);
    }

    [Fact]
    public void Reconnect_LongSessions_NeverGivesUp()
    {
        using var f = new SessionFixture(new HonestServer(), SessionFixture.Options with { Attempts = 2 }).Begin();
        for (var i = 1; i < 20; i++)
        {
            f.Pass(TimeSpan.FromMinutes(2));
            f.Link.Current!.Cut();
            f.Pass(TimeSpan.FromSeconds(1));
            Assert.Equal((true, i + 1), (f.IsOnline, f.Link.Connections));
        }
    }

    [Theory]
    [InlineData("temporary-auth-failure", true)]
    [InlineData("account-disabled", false)]
    public void Reconnect_AccountRefused_RetriesIfTransient(string condition, bool comesBack)
    {
        using var f = new SessionFixture((number, _) => number == 2
            ? async (client, c) =>
            {
                await HonestServer.Open(client, c, new HonestServer().MechanismsFeature);
                await client.Receive();
                c.Send($"<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><{condition}/></failure>");
                await client.Receive();
            }
        : new HonestServer { OffersTls = false }.Serve, SessionFixture.Options with { Tls = TlsUse.Off }).Begin();
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal((comesBack, comesBack ? 3 : 2), (f.IsOnline, f.Link.Connections));
        Assert.Equal(comesBack ? null : Failure.Authentication, f.Fault?.Kind);
    }

    [Theory]
    [InlineData("conflict", true)]
    [InlineData("resource-constraint", true)]
    [InlineData("not-allowed", false)]
    public void Reconnect_ResourceRefused_RetriesIfTransient(string condition, bool comesBack)
    {
        using var f = new SessionFixture((number, _) => new HonestServer { BindRefusal = number == 2 ? condition : null }.Serve).Begin();
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal((comesBack, comesBack ? 3 : 2), (f.IsOnline, f.Link.Connections));
        Assert.Equal(comesBack ? null : Failure.Authentication, f.Fault?.Kind);
        if (!comesBack)
            Assert.Contains(condition, f.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("system-shutdown", true)]
    [InlineData("policy-violation", true)]
    [InlineData("conflict", false)]
    public void StreamError_Received_ReconnectsUnlessPermanent(string condition, bool comesBack)
    {
        using var f = new SessionFixture((number, _) => new HonestServer
        {
            Online = c =>
            {
                if (number == 1)
                    c.Send($"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
            },
        }.Serve).Begin();
        f.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(comesBack, f.IsOnline);
        Assert.Equal(comesBack ? null : Failure.StreamError, f.Fault?.Kind);
        Assert.Contains(StreamText.End, f.Link.Written);
    }

    [Fact]
    public void Leave_Online_ClosesTheStream()
    {
        using var f = new SessionFixture(new HonestServer()).Begin().Leave();
        Assert.Equal("Run/Leaving", f.State);
        f.Pass(TimeSpan.Zero);
        Assert.Equal(MachineStatus.Completed, f.Session.Status);
        Assert.Equal(StreamText.End, f.Link.Written[^1]);
        Assert.Null(f.Link.Current);
    }

    [Fact]
    public void Leave_AtAnyMoment_EndsInTime()
    {
        for (var moment = 0; moment < 30; moment++)
        {
            using var f = new SessionFixture(new HonestServer(), delay: () => TimeSpan.FromSeconds(1)).Begin();
            f.Pass(TimeSpan.FromSeconds(moment)).Leave().Pass(TimeSpan.FromSeconds(10));
            Assert.Equal(MachineStatus.Completed, f.Session.Status);
            Assert.Null(f.Link.Current);
        }
    }

    [Fact]
    public void Leave_ServerIsSilent_EndsInTime()
    {
        using var f = new SessionFixture((_, _) => async (client, c) =>
        {
            await HonestServer.Open(client, c, HonestServer.TlsFeature);
            await foreach (var _ in client)
            {
            }
        }).Begin().Leave();
        f.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(MachineStatus.Completed, f.Session.Status);
        Assert.Null(f.Link.Current);
    }

    [Fact]
    public void Simulation_DelaysResetsAndAnyChunks_ReconnectsAndAnswersOnce()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            List<string> bodies = [];
            SimulatedConnection? online = null;
            using var f = new SessionFixture(
                (_, _) =>
                    new HonestServer { Online = c => online = c, Stanza = s => bodies.AddRange(Body(s) is { } body ? [body] : []) }.Serve,
                SessionFixture.Options with { Attempts = 1000, Jitter = new(seed) },
                delay: () => TimeSpan.FromMilliseconds(random.Next(200)),
                chunk: () => random.Next(1, 100)).Begin();
            Until(f, () => f.IsOnline && online is not null, seed);
            for (var reset = 0; reset < 5; reset++)
            {
                // At any point: during negotiation, in a pause, online.
                f.Link.Current?.Cut();
                f.Pass(TimeSpan.FromMilliseconds(random.Next(5000)));
            }

            Until(f, () => f.IsOnline && f.Link.Current == online, seed);
            bodies.Clear();
            for (var i = 0; i < 20; i++)
                online!.Send(Message(i.ToString(CultureInfo.InvariantCulture)));
            Until(f, () => bodies.Count == 20, seed);
            f.Leave().Pass(TimeSpan.FromSeconds(20));
            Assert.Equal(Enumerable.Range(0, 20).Select(i => i.ToString(CultureInfo.InvariantCulture)), bodies);
            Assert.Equal(MachineStatus.Completed, f.Session.Status);
            Assert.Null(f.Link.Current);
        }

        static void Until(SessionFixture f, Func<bool> condition, int seed)
        {
            for (var i = 0; !condition(); i++)
            {
                Assert.True(i < 3000, $"seed {seed}: {f.State} {f.Fault}");
                f.Pass(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static async Coroutine Refuse(Inbox<string> client, SimulatedConnection connection)
    {
        connection.Cut();
        await client.Receive();
    }

    private static List<XElement> Answers(string stanzas)
    {
        List<XElement> got = [];
        using var f = new SessionFixture(new HonestServer { Stanza = got.Add, Online = c => c.Send(stanzas) }).Begin();
        Assert.True(f.IsOnline);
        return got;
    }

    private static string Message(string body) => $"<message from='ann@example.org/x' id='m1' type='chat'><body>{body}</body></message>";

    private static string? ErrorOf(XElement stanza) => stanza.Element(Names.Client + "error")?.Elements().Single().Name.LocalName;

    private static string? Body(XElement message) => message.Element(Names.Client + "body")?.Value;
}
