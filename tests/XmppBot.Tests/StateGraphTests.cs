using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CoroFsm.Diagnostics;
using CoroFsm.Testing;

namespace XmppBot.Tests;

/// <summary>The diagram on the sample's page shows the states of the session.</summary>
public sealed partial class StateGraphTests
{
    private const string Nonce = "the-nonce";

    [Fact]
    public void Readme_SessionDiagram_EqualsGraph()
    {
        var page = Repository.Read("samples/XmppBot/README.md");
        var graph = Explore().ToMermaid();
        Assert.True(graph == Diagram().Match(page).Groups["diagram"].Value, $"The drawing should be:\n{graph}");
    }

    [Fact]
    public void Session_SourceFiles_HaveAtMost250Lines() =>
        Assert.InRange(Directory.GetFiles(Repository.Path("samples/XmppBot/Session")).Sum(f => File.ReadLines(f).Count()), 150, 250);

    /// <summary>
    /// Explores the graph with the answers of a conforming server. Time does not pass: transitions of timeouts are listed beside the
    /// drawing.
    /// </summary>
    private static StateGraph Explore()
    {
        var scram = new ScramServer(HashAlgorithmName.SHA256, SessionFixture.Password);
        var client = new Scram(HashAlgorithmName.SHA256, "bot", SessionFixture.Password, Nonce);
        var challenge = scram.First(client.Begin());
        var success = scram.Final(client.Respond(challenge))!;
        (string Name, SessionEvent Event)[] alphabet =
        [
            ("begin", new Begin()),
            ("connected", new Connected()),
            ("stream", new Opened(new(Names.Streams + "stream", new XAttribute("version", "1.0")))),
            ("features with TLS", Features(new XElement(Names.Tls + "starttls"))),
            (
                "features",
                Features(
                    new(Names.Sasl + "mechanisms", new XElement(Names.Sasl + "mechanism", "SCRAM-SHA-256")), new(Names.Bind + "bind"))),
            ("proceed", new TlsReply(new(Names.Tls + "proceed"))),
            ("secured", new Secured()),
            ("challenge", new SaslReply(new(Names.Sasl + "challenge", Base64.Of(challenge)))),
            ("success", new SaslReply(new(Names.Sasl + "success", Base64.Of(success)))),
            (
                "bound",
                new Stanza(
                    StreamText.Iq("result", "bind", new(Names.Bind + "bind", new XElement(Names.Bind + "jid", "bot@example.org/test"))))),
            ("stanza", new Stanza(new(Names.Client + "message"))),
            ("lost", new Lost(new(Failure.NoConnection, "cut"))),
            ("check", new Check()),
            ("leave", new Leave()),
        ];
        var options = SessionFixture.Options with { Tls = TlsUse.Optional, MakeNonce = static () => Nonce, MakeId = static () => "bind" };
        return StateGraph.Explore(
            () => Session.Start(options, new NoLink(), new EchoBot(TimeProvider.System), new SimulatedTime()),
            alphabet.Select(a => a.Event),
            new() { VisitsPerState = 4, Describe = e => alphabet.First(a => ReferenceEquals(a.Event, e)).Name },
            TestContext.Current.CancellationToken);

        static Features Features(params XElement[] content) => new(new(Names.Streams + "features", content));
    }

    [GeneratedRegex(
        """^```mermaid\n(?<diagram>.*?)^```\n""",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Diagram();

    private sealed class NoLink : ILink
    {
        public void Connect(ServerAddress? elsewhere)
        {
        }

        public void Write(string text)
        {
        }

        public void Restart()
        {
        }

        public void StartTls()
        {
        }

        public void Close()
        {
        }
    }
}
