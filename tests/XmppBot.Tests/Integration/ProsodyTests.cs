using System.Diagnostics;
using System.Runtime.Versioning;
using System.Xml.Linq;

namespace XmppBot.Tests;

/// <summary>The bot with an independent server. The clock of the bot is stopped, so a pause ends with a check.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProsodyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task TwoBots_TenThousandMessagesAndRestart_DeliversEachOnce()
    {
        const int Half = 5_000;
        await using var prosody = await Prosody.StartAsync();
        var talker = new Talker("bob@localhost/bot", window: 50);
        var (alice, bob) = (new Watched(talker), new Watched(new EchoBot(TimeProvider.System)));
        await using var alicesStates = new StateLog();
        await using var bobsStates = new StateLog();
        await using var bobsClient = Client(prosody, "bob", bob, new(bobsStates));
        await using var alicesClient = Client(prosody, "alice", alice, new(alicesStates));
        bobsClient.Begin();
        alicesClient.Begin();
        await bob.OnlineAsync(Patience);
        await alice.OnlineAsync(Patience);

        var start = Stopwatch.GetTimestamp();
        await talker.TalkAsync(Half, alicesClient).WaitAsync(Patience);
        var first = Stopwatch.GetElapsedTime(start);

        await prosody.StopAsync();
        await alicesStates.WaitAsync("/Pausing", Patience);
        await bobsStates.WaitAsync("/Pausing", Patience);
        Assert.False(await alicesClient.SayAsync(new(Names.Client + "presence")));
        await prosody.StartAsync();
        alicesClient.Check();
        bobsClient.Check();
        await bob.OnlineAsync(Patience);
        await alice.OnlineAsync(Patience);
        start = Stopwatch.GetTimestamp();
        await talker.TalkAsync(Half, alicesClient).WaitAsync(Patience);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Half} messages in {first.TotalSeconds:0.00} s, after the restart in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");

        alicesClient.Leave();
        bobsClient.Leave();
        Assert.Null(await alicesClient.Ended.WaitAsync(Patience));
        Assert.Null(await bobsClient.Ended.WaitAsync(Patience));
        Assert.Empty(talker.Wrong);
        Assert.Equal(2 * Half, talker.Answered);
    }

    [Theory]
    [InlineData("SHA-1", "Required")]
    [InlineData("SHA-256", "Optional")]
    public async Task Session_EachHash_GoesOnlineAndLeaves(string hash, string tls)
    {
        await using var prosody = await Prosody.StartAsync(hash);
        await using var trace = new StringWriter();
        var bot = new Watched(new EchoBot(TimeProvider.System));
        await using var client = Client(prosody, "bob", bot, new(trace), options => options with { Tls = Enum.Parse<TlsUse>(tls) });
        client.Begin();
        await bot.OnlineAsync(Patience);
        client.Leave();
        Assert.Null(await client.Ended.WaitAsync(Patience));
        Assert.Contains($"mechanism=\"SCRAM-{hash}\"", trace.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Prosody.Password, trace.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_EachKind_EndsInItsError()
    {
        await using var prosody = await Prosody.StartAsync();
        Assert.Equal(Failure.Authentication, await FailureAsync(prosody, "bob", change: options => options with { Password = "wrong" }));
        Assert.Equal(Failure.Authentication, await FailureAsync(prosody, "unknown"));
        Assert.Equal(Failure.Tls, await FailureAsync(prosody, "bob", new("localhost", Trusted: null)));
        Assert.Equal(Failure.Tls, await FailureAsync(prosody, "bob", prosody.Trust with { Domain = "example.org" }));

        // It offers no mechanism before TLS.
        Assert.Equal(Failure.Authentication, await FailureAsync(prosody, "bob", change: options => options with { Tls = TlsUse.Off }));
    }

    [Fact]
    public async Task Refusal_OfTheAccount_ShowsTheServersText()
    {
        await using var prosody = await Prosody.StartAsync();
        var bot = new EchoBot(TimeProvider.System);
        await using var client = Client(prosody, "bob", bot, change: options => options with { Password = "wrong" });
        client.Begin();
        var failure = await client.Ended.WaitAsync(Patience);
        Assert.Matches("^the server refuses the account: not-authorized: [A-Z].{10,}$", failure!.Message);
    }

    [Fact]
    public async Task PlainAlone_AfterScram_IsRefused()
    {
        await using var prosody = await Prosody.StartAsync(hash: null);
        var bot = new Watched(new EchoBot(TimeProvider.System));
        await using var states = new StateLog();
        await using var client = Client(prosody, "bob", bot, new(states));
        client.Begin();
        await bot.OnlineAsync(Patience);
        await prosody.StopAsync();
        await states.WaitAsync("/Pausing", Patience);
        var scrams = string.Join(", ", new[] { "1", "256", "1-PLUS", "256-PLUS" }.Select(hash => $"'SCRAM-SHA-{hash}'"));
        await prosody.ConfigureAsync($"{Prosody.InternalPlain} disable_sasl_mechanisms = {{ {scrams} }}");
        await prosody.StartAsync();
        client.Check();
        var failure = await client.Ended.WaitAsync(Patience);
        Assert.Equal(Failure.Authentication, failure?.Kind);
        Assert.StartsWith("the server offers only PLAIN", failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Refuse", "unsubscribed")]
    [InlineData("Domain", "subscribed")]
    public async Task Peers_DelayedMessagesQueriesAndRequests_AreAnswered(string policy, string subscription)
    {
        await using var prosody = await Prosody.StartAsync();
        var alice = new Recorder();
        var bob = new Watched(new EchoBot(TimeProvider.System, Enum.Parse<SubscriptionPolicy>(policy)));
        await using var alicesClient = Client(prosody, "alice", alice);
        await using var bobsClient = Client(prosody, "bob", bob);
        alicesClient.Begin();
        await alice.OnlineAsync(Patience);

        // The server stores a message for an offline bot. Its answer to the following request shows that it has done so.
        await SayAsync("<message xmlns='jabber:client' to='bob@localhost' id='m1' type='chat'><body>state</body></message>");
        await SayAsync("<iq xmlns='jabber:client' id='r1' type='get'><query xmlns='jabber:iq:roster'/></iq>");
        await HearAsync("r1");
        bobsClient.Begin();
        await bob.OnlineAsync(Patience);
        var late = await HearAsync("m1");
        Assert.Matches(@"^\(sent \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\) state$", late.Element(Names.Client + "body")!.Value);

        await AskAsync("d1", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.Equal("bot", (await HearAsync("d1")).Descendants(Names.DiscoInfo + "identity").Single().Attribute("type")!.Value);
        await AskAsync("d2", "<query xmlns='http://jabber.org/protocol/disco#items' node='x'/>");
        Assert.Single((await HearAsync("d2")).Descendants(Names.StanzaErrors + "item-not-found"));

        await SayAsync("<message xmlns='jabber:client' to='bob@localhost/bot' id='m2' type='chat'><body>hello</body><thread>t</thread>"
            + "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/></message>");
        var answer = await HearAsync("m2");
        Assert.Equal("t", answer.Element(Names.Client + "thread")!.Value);
        Assert.Equal("m0", answer.Element(Names.Correction + "replace")!.Attribute("id")!.Value);

        await SayAsync("<presence xmlns='jabber:client' to='bob@localhost' type='subscribe'/>");
        var presence = await alice.HearAsync(s => s.Attribute("type")?.Value is "subscribed" or "unsubscribed", Patience);
        Assert.Equal((subscription, "bob@localhost"), (presence.Attribute("type")!.Value, presence.Attribute("from")!.Value));

        Task AskAsync(string id, string query) =>
            SayAsync($"<iq xmlns='jabber:client' to='bob@localhost/bot' id='{id}' type='get'>{query}</iq>");
        async Task SayAsync(string stanza) => Assert.True(await alicesClient.SayAsync(XElement.Parse(stanza)));
        Task<XElement> HearAsync(string id) => alice.HearAsync(s => s.Attribute("id")?.Value == id, Patience);
    }

    [Fact]
    public async Task Certificate_OfOtherHost_IsRefused()
    {
        await using var prosody = await Prosody.StartAsync(certified: "example.org");
        Assert.Equal(Failure.Tls, await FailureAsync(prosody, "bob"));
    }

    [Fact]
    public async Task Program_Interrupted_ClosesStream()
    {
        Signals.SkipUnlessInterruptible();
        await using var prosody = await Prosody.StartAsync();
        var password = Path.Combine(Path.GetDirectoryName(prosody.Certificate)!, "password");
        await File.WriteAllTextAsync(password, Prosody.Password);
        using var program = Process.Start(new ProcessStartInfo("dotnet", [
            typeof(Session).Assembly.Location, "--jid", "bob@localhost/bot", "--server", $"127.0.0.1:{prosody.Port}", "--trust",
            prosody.Certificate, "--password-file", password, "--trace"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        List<string> lines = [];
        var isInterrupted = false;
        while (await program.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            lines.Add(line);
            if (isInterrupted || !line.EndsWith("/Online/Idle", StringComparison.Ordinal))
                continue;
            isInterrupted = true;       // a second signal would end it at once
            using var interrupt = Process.Start("kill", ["-INT", $"{program.Id}"]);
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await program.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        Assert.Equal(ExitCode.Done, program.ExitCode);
        Assert.Contains("ended Completed", lines);

        // Not a time-out: the server has closed its stream as well.
        Assert.Contains("got   Lost: the server closed the stream", lines);
        Assert.DoesNotContain(lines, line => line.Contains(Prosody.Password, StringComparison.Ordinal));
    }

    private static BotClient Client(
        Prosody prosody,
        string name,
        IBot bot,
        Trace? trace = null,
        Func<SessionOptions, SessionOptions>? change = null,
        TlsSettings? tls = null)
    {
        var options = new SessionOptions(new(name, "localhost", "bot"), Prosody.Password);
        var server = new ServerAddress("127.0.0.1", prosody.Port);
        return new(change is null ? options : change(options), server, tls ?? prosody.Trust, bot, StoppedTime.Instance, trace);
    }

    private static async Task<Failure?> FailureAsync(
        Prosody prosody, string name, TlsSettings? tls = null, Func<SessionOptions, SessionOptions>? change = null)
    {
        await using var client = Client(prosody, name, new EchoBot(TimeProvider.System), change: change, tls: tls);
        client.Begin();
        return (await client.Ended.WaitAsync(Patience))?.Kind;
    }
}
