using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XmppBot.Tests;

/// <summary>The session over a real connection, where the simulated one cannot tell.</summary>
public sealed class TcpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServerBreaksTheProtocol_HearsTheEndOfTheStreamAllTheSame()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = BreakTheProtocolAsync(listener);
        var client = Client(((IPEndPoint)listener.LocalEndpoint).Port);
        client.Begin();
        Assert.Equal(Failure.Protocol, (await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation))!.Kind);
        await client.DisposeAsync();
        Assert.EndsWith(StreamText.End, await server.WaitAsync(TimeSpan.FromSeconds(60), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyListens_EndsWithTheAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var client = Client(port);
        client.Begin();
        var failure = await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(Failure.NoConnection, failure!.Kind);
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    private static BotClient Client(int port) =>
        new(SessionFixture.Options with { Tls = TlsUse.Off }, new("127.0.0.1", port), new("example.org", Trusted: null), new EchoBot(TimeProvider.System), TimeProvider.System);

    private static async Task<string> BreakTheProtocolAsync(TcpListener listener)
    {
        using var accepted = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = accepted.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(HonestServer.Header + "<!-- -->"), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
