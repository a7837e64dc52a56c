using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace XmppBot.Tests;

/// <summary>The session over a real connection, for what the simulated one cannot show.</summary>
public sealed class TcpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_BreaksTheProtocol_ReceivesEndOfStream()
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

    /// <summary>An attacker who can write into the connection must not inject data into the encrypted stream.</summary>
    [Fact]
    public async Task StartTls_PlaintextAfterProceed_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = ServeAsync();
        await using var client = Client(((IPEndPoint)listener.LocalEndpoint).Port, TlsUse.Required);
        client.Begin();
        var failure = await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.True(failure!.Kind is Failure.Tls or Failure.NoConnection, failure.Message);
        Assert.DoesNotContain("<auth", await server.WaitAsync(TimeSpan.FromSeconds(60), Cancellation), StringComparison.Ordinal);

        async Task<string> ServeAsync()
        {
            using var accepted = await listener.AcceptTcpClientAsync(Cancellation);
            await using var stream = accepted.GetStream();
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(HonestServer.Header + HonestServer.Features(HonestServer.TlsFeature)), Cancellation);
            var buffer = new byte[4096];
            var received = "";
            while (!received.Contains("starttls", StringComparison.Ordinal))
                received += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancellation));
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(
                    $"{HonestServer.Proceed}{HonestServer.Header}{HonestServer.Features(new HonestServer().MechanismsFeature)}"),
                Cancellation);
            received += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancellation));
            return received;
        }
    }

    [Fact]
    public async Task Leave_OverTls_ClosesStreamAndTls()
    {
        using var certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = ServeAsync();
        var client = Client(((IPEndPoint)listener.LocalEndpoint).Port, TlsUse.Required, [certificate]);
        client.Begin();
        await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        await client.DisposeAsync();
        var end = await server.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.EndsWith(StreamText.End, end.Received, StringComparison.Ordinal);
        const int Alert = 21;       // RFC 5246, 6.2.1
        Assert.Equal(Alert, end.LastRecord);

        async Task<(string Received, int LastRecord)> ServeAsync()
        {
            await using var stream = new RecordingStream(await listener.AcceptSocketAsync(Cancellation));
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(HonestServer.Header + HonestServer.Features(HonestServer.TlsFeature)), Cancellation);
            var buffer = new byte[4096];
            var received = "";
            while (!received.Contains("starttls", StringComparison.Ordinal))
                received += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancellation));
            stream.Received.SetLength(0);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(HonestServer.Proceed), Cancellation);
            await using var encrypted = new SslStream(stream);
            await encrypted.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls12 },
                Cancellation);
            await encrypted.WriteAsync(Encoding.UTF8.GetBytes(HonestServer.Header + "<!-- -->"), Cancellation);
            using var reader = new StreamReader(encrypted);
            received = await reader.ReadToEndAsync(Cancellation);
            return (received, LastRecordOf(stream.Received.ToArray()));
        }
    }

    /// <summary>
    /// The other host has to prove that it serves the domain of the account; a certificate for its own name is not accepted.
    /// </summary>
    [Theory]
    [InlineData("example.org", true)]
    [InlineData("localhost", false)]
    [InlineData("127.0.0.1", false)]
    public async Task Redirect_CertificateOfTheOtherHost_IsCheckedAgainstTheDomain(string certified, bool isTrusted)
    {
        using var certificate = Certificate(certified);
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        var other = $"127.0.0.1:{((IPEndPoint)second.LocalEndpoint).Port}";
        var redirecting = RedirectAsync();
        var serving = ServeAsync();
        List<string> notices = [];
        await using var client = Client(((IPEndPoint)first.LocalEndpoint).Port, TlsUse.Required, [certificate], notices.Add);
        client.Begin();
        var failure = await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal([$"the server redirects to {other}"], notices);
        await redirecting.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        var header = await serving.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(isTrusted ? Failure.Protocol : Failure.Tls, failure!.Kind);
        Assert.Equal(isTrusted, header.Contains("to='example.org' from='bot@example.org'", StringComparison.Ordinal));

        async Task RedirectAsync()
        {
            using var accepted = await first.AcceptTcpClientAsync(Cancellation);
            await using var stream = accepted.GetStream();
            var error = $"<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{other}</see-other-host>";
            var text = $"{HonestServer.Header}<stream:error>{error}</stream:error>{StreamText.End}";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
            using var reader = new StreamReader(stream);
            await reader.ReadToEndAsync(Cancellation);
        }

        async Task<string> ServeAsync()
        {
            using var accepted = await second.AcceptTcpClientAsync(Cancellation);
            await using var stream = accepted.GetStream();
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(HonestServer.Header + HonestServer.Features(HonestServer.TlsFeature)), Cancellation);
            var buffer = new byte[4096];
            var received = "";
            while (!received.Contains("starttls", StringComparison.Ordinal))
                received += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancellation));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(HonestServer.Proceed), Cancellation);
            await using var encrypted = new SslStream(stream);
            try
            {
                await encrypted.AuthenticateAsServerAsync(certificate, clientCertificateRequired: false, checkCertificateRevocation: false);
                await encrypted.WriteAsync(Encoding.UTF8.GetBytes(HonestServer.Header + "<!-- -->"), Cancellation);
                using var reader = new StreamReader(encrypted);
                return await reader.ReadToEndAsync(Cancellation);
            }
            catch (Exception error) when (error is IOException or AuthenticationException)
            {
                return "";
            }
        }
    }

    [Fact]
    public async Task Connect_NoListener_EndsWithAddress()
    {
        using var port = new ClosedPort();
        await using var client = Client(port.Number);
        client.Begin();
        var failure = await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(Failure.NoConnection, failure!.Kind);
        Assert.Contains($"127.0.0.1:{port.Number}", failure.Message, StringComparison.Ordinal);
    }

    private static BotClient Client(
        int port, TlsUse use = TlsUse.Off, X509Certificate2Collection? trusted = null, Action<string>? notice = null)
    {
        var options = SessionFixture.Options with { Tls = use };
        var time = StoppedTime.Instance;
        return new(options, new("127.0.0.1", port), new("example.org", trusted), new EchoBot(time), time, notice: notice);
    }

    private static async Task<string> BreakTheProtocolAsync(TcpListener listener)
    {
        using var accepted = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = accepted.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(HonestServer.Header + "<!-- -->"), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private static X509Certificate2 Certificate(string name = "example.org")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Records the type of the last TLS record.</summary>
    private static int LastRecordOf(ReadOnlySpan<byte> bytes)
    {
        var type = -1;
        while (!bytes.IsEmpty)
        {
            type = bytes[0];
            bytes = bytes[(5 + BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]))..];
        }

        return type;
    }

    /// <summary>Records what is read.</summary>
    private sealed class RecordingStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        internal MemoryStream Received { get; } = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            Received.Write(buffer.Span[..count]);
            return count;
        }
    }
}
