using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;

namespace XmppBot.Tests;

/// <summary>The command as a user runs it: exit codes, and one line for each error.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xmpp-bot-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("--jid", "bot")]
    [InlineData("--jid", "bot@example.org", "--tls", "perhaps")]
    [InlineData("--jid", "bot@example.org", "--subscriptions", "perhaps")]
    [InlineData("--jid", "bot@example.org", "--server", "host:0")]
    [InlineData("--jid", "bot@example.org", "--server", "two hosts")]
    [InlineData("--jid", "bot@example.org", "--trust", "/nowhere/ca.pem")]
    [InlineData("--jid", "bot@example.org", "--trust", "")]
    [InlineData("--jid", "bot@example.org", "--oops")]
    [InlineData("--server", "host:1")]
    public async Task Arguments_Wrong_AreRefusedInOneLine(params string[] arguments)
    {
        var (exitCode, error) = await RunAsync([.. arguments, "--password-file", Password()]);
        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("")]
    public async Task PasswordFile_Missing_IsRefusedInOneLine(string file)
    {
        var (exitCode, error) = await RunAsync(
            "--jid", "bot@example.org", "--password-file", file.Length > 0 ? Path.Combine(folder, file) : "");
        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.StartsWith("--password-file: ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Run_NoListener_ReportsNoConnection()
    {
        using var port = new ClosedPort();
        var server = $"127.0.0.1:{port.Number}";
        var (exitCode, error) = await RunAsync("--jid", "bot@example.org", "--server", server, "--password-file", Password());
        Assert.Equal(ExitCode.NoConnection, exitCode);
        Assert.StartsWith($"no connection to {server}: ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Run_ServerWithoutTls_EndsWithoutSendingPassword()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();
        var (exitCode, error) = await RunAsync(
            "--jid", "bot@example.org", "--server", $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "--password-file", Password(),
            "--trace");
        Assert.Equal(ExitCode.Tls, exitCode);
        Assert.EndsWith("the server offers no TLS, which is required\n", error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.EndsWith(StreamText.End, await serving, StringComparison.Ordinal);

        async Task<string> ServeAsync()
        {
            using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(HonestServer.Header + HonestServer.Features(new HonestServer().MechanismsFeature)),
                TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Run_ServerRedirects_ShowsTheTarget()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        using var other = new ClosedPort();
        listener.Start();
        var serving = ServeAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (exitCode, error) = await RunAsync("--jid", "bot@example.org", "--server", $"127.0.0.1:{port}", "--password-file", Password());
        await serving;
        Assert.Equal(ExitCode.NoConnection, exitCode);
        var lines = error.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal($"the server redirects to 127.0.0.1:{other.Number}", lines[0]);
        Assert.StartsWith($"no connection to 127.0.0.1:{other.Number}: ", Assert.Single(lines[1..]), StringComparison.Ordinal);

        async Task ServeAsync()
        {
            using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
            await using var stream = new NetworkStream(socket);
            var redirect = $"<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:{other.Number}</see-other-host>";
            var text = $"{HonestServer.Header}<stream:error>{redirect}</stream:error>";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Trace_SaslExchange_IsMasked()
    {
        using var text = new StringWriter();
        var trace = new Trace(text);
        trace.Sent(new(Names.Sasl + "auth", new XAttribute("mechanism", "PLAIN"), "c2VjcmV0"));
        trace.Received(new SaslReply(new(Names.Sasl + "success", "c2VjcmV0")));
        XElement[] failure = [new(Names.Sasl + "not-authorized"), new(Names.Sasl + "text", "c2VjcmV0 is wrong")];
        trace.Received(new SaslReply(new(Names.Sasl + "failure", failure)));
        trace.Received(new SaslReply(new(Names.Sasl + "challenge", new XElement(Names.Sasl + "x", new XCData("c2VjcmV0")))));
        trace.Sent(new(Names.Client + "message", new XElement(Names.Client + "body", "a\u009Bb\nc")));
        Assert.DoesNotContain("c2VjcmV0", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("<not-authorized />", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("a b c", text.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example.org", "example.org", 5222)]
    [InlineData("127.0.0.1:15222", "127.0.0.1", 15222)]
    [InlineData("[::1]:5223", "::1", 5223)]
    [InlineData("[::1]", "::1", 5222)]
    [InlineData("::1", "::1", 5222)]
    public void ServerAddress_Parse_ReadsEachForm(string text, string host, int port)
    {
        Assert.True(ServerAddress.TryParse(text, out var address));
        Assert.Equal(new(host, port), address);
    }

    [Theory]
    [InlineData("::1", "[::1]:5222")]
    [InlineData("[2001:db8::2]:15222", "[2001:db8::2]:15222")]
    [InlineData("example.org", "example.org:5222")]
    [InlineData("127.0.0.1:15222", "127.0.0.1:15222")]
    public void ServerAddress_ToString_CanBeReadAgain(string text, string shown)
    {
        Assert.True(ServerAddress.TryParse(text, out var address));
        Assert.Equal(shown, address.ToString());
        Assert.True(ServerAddress.TryParse(shown, out var again));
        Assert.Equal(address, again);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, error, StoppedTime.Instance);
        return (exitCode, error.ToString());
    }

    private string Password()
    {
        var file = Path.Combine(folder, "password");
        File.WriteAllText(file, SessionFixture.Password + "\n");
        return file;
    }
}
