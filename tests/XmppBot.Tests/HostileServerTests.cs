using CoroFsm;

namespace XmppBot.Tests;

/// <summary>For any behavior of a server, the session ends with the right error in time and leaves nothing open.</summary>
public sealed class HostileServerTests
{
    private const string Header = HonestServer.Header;
    private const string Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    private const string Mechanisms = $"<mechanisms xmlns='{Sasl}'><mechanism>SCRAM-SHA-256</mechanism></mechanisms>";

    /// <summary>Gets the server's answers to the client's writes in order, and how the session ends.</summary>
    public static TheoryData<string, string, string[]> Scripts => new()
    {
        { "the header never comes", "Timeout", [] },
        { "features never come", "Timeout", [Header] },
        { "the server never proceeds", "Timeout", [Tls] },
        { "the handshake never ends", "Timeout", [Tls, HonestServer.Proceed] },
        { "no challenge comes", "Timeout", [Plain] },
        { "no TLS is offered", "Tls", ["required", Plain] },
        { "TLS is refused", "Tls", [Tls, "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"] },
        {
            "only the password in the clear",
            "Authentication",
            [Features($"<mechanisms xmlns='{Sasl}'><mechanism>PLAIN</mechanism></mechanisms>")]
        },
        { "no known mechanism", "Authentication", [Features($"<mechanisms xmlns='{Sasl}'><mechanism>X-OAUTH2</mechanism></mechanisms>")] },
        { "no mechanisms", "Authentication", [Features("")] },
        { "success without a challenge", "Authentication", [Plain, HonestServer.Sasl("success", "v=AAAA")] },
        { "empty success", "Authentication", [Plain, $"<success xmlns='{Sasl}'/>"] },
        { "failure", "Authentication", [Plain, $"<failure xmlns='{Sasl}'><account-disabled/></failure>"] },
        { "a nonce of its own", "Protocol", [Plain, HonestServer.Sasl("challenge", "r=mine,s=AAAA,i=4096")] },
        { "data that is no base64", "Protocol", [Plain, $"<challenge xmlns='{Sasl}'>?</challenge>"] },
        { "a message before authentication", "Protocol", [Plain, "<message from='x'><body>hi</body></message>"] },
        { "unrequested proceed", "Protocol", [Plain, HonestServer.Proceed] },
        { "features twice", "Protocol", [Plain + HonestServer.Features("")] },
        { "a second header", "Protocol", [Header + Header] },
        { "another document", "Protocol", ["<html></html>"] },
        { "another version", "Protocol", [Header.Replace("version='1.0' from", "version='0.9' from", StringComparison.Ordinal)] },
        { "no XML", "Protocol", ["HTTP/1.1 400 Bad Request\r\n\r\n<html>"] },
        { "malformed XML", "Protocol", [Header + "<stream:features></oops>"] },
        { "an undeclared prefix", "Protocol", [Header + "<x:features/>"] },
        { "a comment", "Protocol", [Header + "<!-- -->"] },
        { "a processing instruction", "Protocol", [Header + "<?pi?>"] },
        { "a document type", "Protocol", ["<!DOCTYPE x [<!ENTITY a 'b'>]>" + Header] },
        { "text between stanzas", "Protocol", [Header + "text<message/>"] },
        { "a huge stanza", "Protocol", [Header + "<message><body>" + new string('x', 200_000)] },
        { "a huge stanza of elements", "Protocol", [Header + "<message>" + string.Concat(Enumerable.Repeat("<a/>", 2_500))] },
        { "a huge attribute", "Protocol", [Header + "<message a='" + new string('x', 1_200_000)] },
        { "deep nesting", "Protocol", [Header + string.Concat(Enumerable.Repeat("<a>", 70))] },
        {
            "a stream error",
            "StreamError",
            [Header + "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"]
        },
        { "a stream error at once", "StreamError", [Header + "<stream:error/></stream:stream>"] },
        { "the stream is closed", "StreamEnded", [Header + "</stream:stream>"] },
        { "the connection is cut", "NoConnection", [Header, "cut"] },
        { "the connection is cut in a tag", "NoConnection", [Header + "<stream:fea", "cut"] },
    };

    private static string Tls => Features(HonestServer.TlsFeature);

    private static string Plain => Features(Mechanisms);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_Hostile_EndsInItsError(string what, string expected, string[] answers)
    {
        foreach (var chunk in new[] { int.MaxValue, answers.Any(a => a.Length > 10_000) ? 997 : 1 })
        {
            var isRequired = answers is ["required", ..];
            using var f = new SessionFixture(
                (_, _) => (client, c) => Answer(client, c, isRequired ? answers[1..] : answers),
                SessionFixture.Options with { Tls = isRequired ? TlsUse.Required : TlsUse.Optional },
                chunk: () => chunk).Begin();
            if (expected != "Timeout")
                Assert.True(f.Fault is not null, $"{what}: still in {f.State}");
            f.Pass(TimeSpan.FromSeconds(15));
            Check(f, Enum.Parse<Failure>(expected));
        }
    }

    [Fact]
    public void Receive_NoAnswer_TimesOut()
    {
        using var f = new SessionFixture((_, _) => null).Begin();
        f.Pass(TimeSpan.FromSeconds(14.9));
        Assert.Equal("Run/Staying/Connection/Connecting", f.State);
        Check(f.Pass(TimeSpan.FromSeconds(0.2)), Failure.Timeout);
    }

    [Fact]
    public void Receive_EndlessWhitespace_TimesOut()
    {
        using var f = new SessionFixture((_, _) => async (client, c) =>
        {
            for (var i = 0; i < 1000; i++)
                c.Send(" ");
            await client.Receive();
        }, delay: Slower(TimeSpan.FromMilliseconds(100))).Begin();
        Check(f.Pass(TimeSpan.FromSeconds(30)), Failure.Timeout);
    }

    [Fact]
    public void ServerSignature_Wrong_IsRefused()
    {
        using var f = new SessionFixture(
            new HonestServer { ServerFinal = text => text[..5] + (text[5] == 'A' ? 'B' : 'A') + text[6..] }).Begin();
        Check(f, Failure.Authentication);
        Assert.Contains("prove", f.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ServerSignature_Missing_IsRefused()
    {
        using var f = new SessionFixture(new HonestServer { ServerFinal = _ => "" }).Begin();
        Check(f, Failure.Authentication);
    }

    [Theory]
    [InlineData("i=4096", "i=1")]
    [InlineData("i=4096", "i=2000000000")]
    public void Iterations_TooFewOrTooMany_AreRefused(string asked, string instead)
    {
        using var f = new SessionFixture(
            new HonestServer { ServerFirst = text => text.Replace(asked, instead, StringComparison.Ordinal) }).Begin();
        Check(f, Failure.Protocol);
    }

    [Fact]
    public void Challenges_Endless_AreRefused()
    {
        using var f = new SessionFixture((_, _) => async (client, c) =>
        {
            await HonestServer.Open(client, c, Mechanisms);
            var nonce = Base64.Read(System.Xml.Linq.XElement.Parse(await client.Receive()).Value).Split("r=")[1];
            while (true)
            {
                c.Send(HonestServer.Sasl("challenge", $"r={nonce}x,s=AAAA,i=4096"));
                await client.Receive();
            }
        }, SessionFixture.Options with { Tls = TlsUse.Off }).Begin();
        Check(f, Failure.Authentication);
    }

    [Fact]
    public void StartTls_PlaintextAfterProceed_IsRefused()
    {
        using var f = new SessionFixture((_, _) => async (client, c) =>
        {
            await HonestServer.Open(client, c, HonestServer.TlsFeature);
            await client.Receive();
            var plain = $"<mechanisms xmlns='{Sasl}'><mechanism>PLAIN</mechanism></mechanisms>";
            c.Send($"{HonestServer.Proceed}{Header}{HonestServer.Features(plain)}");
            await client.Expect(SimulatedLink.Handshake);
            c.Encrypt();
            await foreach (var _ in client)
            {
            }
        }).Begin();
        Assert.Equal("Run/Staying/Connection/Securing/Opening/AwaitingHeader", f.State);
        Check(f.Pass(TimeSpan.FromSeconds(15)), Failure.Timeout);
    }

    [Fact]
    public void Bind_Refused_EndsSession()
    {
        using var f = new SessionFixture((_, _) => async (client, c) =>
        {
            await HonestServer.Open(client, c, $"<mechanisms xmlns='{Sasl}'><mechanism>PLAIN</mechanism></mechanisms>");
            await client.Receive();
            c.Send($"<success xmlns='{Sasl}'/>");
            await HonestServer.Open(client, c, HonestServer.BindFeature);
            var id = System.Xml.Linq.XElement.Parse(await client.Receive()).Attribute("id")!.Value;
            c.Send($"<iq type='error' id='{id}'><error type='cancel'/></iq>");
            await client.Receive();
        }, SessionFixture.Options with { Tls = TlsUse.Off, AllowsPlain = true }).Begin();
        Check(f, Failure.Authentication, mayTellPassword: true);
    }

    [Fact]
    public void Online_GarbageEachTime_BacksOffAndGivesUp()
    {
        using var f = new SessionFixture(
            new HonestServer { Online = c => c.Send("<message from='a@b/c'><body>hello</body></message><message></iq>") },
            SessionFixture.Options with { Attempts = 5 }).Begin();
        f.Pass(TimeSpan.FromSeconds(15));
        Assert.InRange(f.Link.Connections, 4, 5);
        f.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(6, f.Link.Connections);
        Check(f, Failure.Protocol);
    }

    private static Func<TimeSpan> Slower(TimeSpan step)
    {
        var delay = TimeSpan.Zero;
        return () => delay += step;
    }

    private static async Coroutine Answer(Inbox<string> client, SimulatedConnection connection, string[] answers)
    {
        foreach (var answer in answers)
        {
            if (answer == "cut")
            {
                connection.Cut();
            }
            else
            {
                await client.Receive();
                connection.Send(answer);
            }
        }

        await foreach (var _ in client)
        {
        }
    }

    private static string Features(string content) => Header + HonestServer.Features(content);

    private static void Check(SessionFixture f, Failure expected, bool mayTellPassword = false)
    {
        Assert.Equal(MachineStatus.Faulted, f.Session.Status);
        Assert.Equal(expected, f.Fault!.Kind);
        Assert.Null(f.Link.Current);
        Assert.DoesNotContain(SessionFixture.Password, f.Fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', f.Fault.Message);
        if (!mayTellPassword)
            Assert.DoesNotContain(f.Link.Written, text => text.Contains("PLAIN", StringComparison.Ordinal));
    }
}
