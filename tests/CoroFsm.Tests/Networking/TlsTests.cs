using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace CoroFsm.Tests.Networking;

/// <summary>TLS in place, on real sockets and on simulated ones.</summary>
public sealed class TlsTests
{
    /// <summary>
    /// Gets the networks. One that holds seven bytes is left out: at the end of a handshake, each side sends more before it receives.
    /// </summary>
    public static TheoryData<string> Networks => ["sockets", "simulated", "simulated, a byte at a time", "simulated, all at once"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Authenticate_BothSides_EncryptsAndEndsInOrder(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await Secured(task, network);
        using var first = client;
        using var second = server;
        Assert.True(client.IsEncrypted && server.IsEncrypted);
        Assert.Contains(Certificates.Host, client.RemoteCertificate!.Subject, StringComparison.Ordinal);
        Assert.Null(server.RemoteCertificate);
        Assert.Equal("talk", client.NegotiatedApplicationProtocol.ToString());
        var sent = new byte[20_000];
        new Random(1).NextBytes(sent);
        await task.RunScope(async scope =>
        {
            await scope.Spawn(async self => await client.Send(self, sent));
            var received = new byte[sent.Length];
            await server.Fill(scope, received);
            Assert.True(sent.AsSpan().SequenceEqual(received));
        });
        client.Shutdown();
        Assert.Equal(0, await server.Receive(task, new byte[1]));
        await server.Send(task, "bye\r\n"u8.ToArray());
        server.Dispose();
        Assert.Equal("bye", Encoding.ASCII.GetString((await client.Reader.ReadLine(task, 9))!.Value.Span));
        Assert.Null(await client.Reader.ReadLine(task, 9));
        Assert.IsType<SocketException>(await Failures.Of(async () => await client.Send(task, sent)));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Dispose_ReceiveUnderWay_DeliversLastReplyThenEnd(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        for (var i = 0; i < 3; i++)
        {
            var (client, server) = await Secured(task, network);
            using var first = client;
            server.LingerTime = TimeSpan.FromDays(1);       // some simulated networks are slow
            await client.Send(task, new byte[5]);
            await server.Fill(task, new byte[1]);
            await task.Within(TimeSpan.FromTicks(1), async part => await server.Receive(part, new byte[9]));
            await server.Send(task, "421\n"u8.ToArray());
            server.Dispose();
            Assert.Equal("421", Encoding.ASCII.GetString((await client.Reader.ReadLine(task, 9))!.Value.Span));
            Assert.Null(await client.Reader.ReadLine(task, 9));
        }
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Authenticate_AfterStartTls_EncryptsTheSameConnection(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var serving = await task.Spawn(async self =>
        {
            Assert.Equal("STARTTLS", Text(await server.Reader.ReadLine(self, 100)));
            await server.Send(self, "220 ready\r\n"u8.ToArray());
            await server.AuthenticateAsServer(self, Certificates.ForServer());
            Assert.Equal("EHLO", Text(await server.Reader.ReadLine(self, 100)));
        });
        await client.Send(task, "STARTTLS\r\n"u8.ToArray());
        Assert.Equal("220 ready", Text(await client.Reader.ReadLine(task, 100)));
        await client.AuthenticateAsClient(task, Certificates.ForClient());
        await client.Send(task, "EHLO\r\n"u8.ToArray());
        (await task.Wait(serving)).ThrowIfNotCompleted();
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Authenticate_ReceiveWasUnderWay_UsesItsBytes(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await task.Within(TimeSpan.FromTicks(1), async part => await server.Receive(part, new byte[1]));
        var hasBegun = false;
        var serving = await task.Spawn(async self =>
        {
            var authenticating = server.AuthenticateAsServer(self, Certificates.ForServer());
            hasBegun = true;
            await authenticating;
        });
        while (!hasBegun)
            await task.Yield();
        await client.AuthenticateAsClient(task, Certificates.ForClient());
        (await task.Wait(serving)).ThrowIfNotCompleted();
        await client.Send(task, new byte[] { 7 });
        var buffer = new byte[1];
        await server.Fill(task, buffer);
        Assert.Equal(7, buffer[0]);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AuthenticateAsServer_PlainBytesAreBuffered_RefusesInjection(bool byReader) => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, "STARTTLS\r\nRSET\r\n"u8.ToArray());
        client.Shutdown();
        if (byReader)
            Assert.Equal("STARTTLS", Text(await server.Reader.ReadLine(task, 100)));
        else
            await server.Fill(task, new byte[10]);
        var error = await Failures.Of(async () => await server.AuthenticateAsServer(task, Certificates.ForServer()));
        Assert.Contains(
            "has sent 6 bytes in plain text", Assert.IsType<AuthenticationException>(error).Message, StringComparison.Ordinal);
    });

    /// <summary>The bytes have not been received yet, so they go to the handshake, which takes nothing but TLS.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void AuthenticateAsServer_PlainBytesArriveLater_RefusesInjection(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, "RSET\r\nRSET\r\n"u8.ToArray());
        await network.Settle(task);
        var error = await Failures.Of(async () => await server.AuthenticateAsServer(task, Certificates.ForServer()));
        Assert.Contains("does not speak TLS (its first byte is 0x52)", Message(error), StringComparison.Ordinal);
        var received = await Failures.Of(async () => await server.Receive(task, new byte[1]));
        Assert.Same(error, received);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void AuthenticateAsClient_CertificateIsNotTrusted_Throws(string name) =>
        TestNetwork.Run(name, (task, network) => Refuse(task, network, Certificates.Untrusting(), "UntrustedRoot", "PartialChain"));

    [Theory]
    [MemberData(nameof(Networks))]
    public void AuthenticateAsClient_OtherHostName_Throws(string name) =>
        TestNetwork.Run(
            name, (task, network) => Refuse(task, network, Certificates.ForClient("other.test"), "RemoteCertificateNameMismatch"));

    [Theory]
    [MemberData(nameof(Networks))]
    public void AuthenticateAsClient_OtherSideCloses_Throws(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        server.Dispose();
        var error = await Failures.Of(async () => await client.AuthenticateAsClient(task, Certificates.ForClient()));
        Assert.Contains("has closed the connection", Message(error), StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void AuthenticateAsServer_OtherSideIsSilent_TimesOutAndCloses(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        Assert.False(await task.Within(
            TimeSpan.FromMilliseconds(5), async part => await server.AuthenticateAsServer(part, Certificates.ForServer())));
        Assert.IsType<ObjectDisposedException>(await Failures.Of(async () => await server.Send(task, new byte[1])));
        Assert.Equal(0, await client.Receive(task, new byte[1]));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_KilledAtRandom_LosesNoByteOfTls(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await Secured(task, network);
        using var first = client;
        using var second = server;
        var sender = await task.Spawn(async self =>
        {
            for (var i = 0; i < 40; i++)
            {
                await client.Send(self, new[] { (byte)i, (byte)i });
                await self.Yield();
            }

            client.Shutdown();
        });
        List<byte> received = [];
        var hasEnded = false;
        for (var round = 0; !hasEnded; round++)
        {
            var reader = await task.Spawn(async self =>
            {
                var buffer = new byte[3];
                var count = await server.Receive(self, buffer);
                received.AddRange(buffer[..count]);
                hasEnded = count == 0;
            });
            for (var turns = round % 5; turns > 0; turns--)
                await task.Yield();
            if (round % 3 == 0)
                await task.Sleep(TimeSpan.FromMilliseconds(1));
            await task.Kill(reader);
        }

        Assert.Equal(Enumerable.Range(0, 80).Select(static i => (byte)(i / 2)), received);
        (await task.Wait(sender)).ThrowIfNotCompleted();
    });

    [Fact]
    public void Authenticate_Misused_IsRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        Assert.Throws<ArgumentNullException>(() => server.AuthenticateAsServer(task, null!));
        Assert.Throws<ArgumentNullException>(() => server.AuthenticateAsClient(task, null!));
        var reader = await task.Spawn(async self => await server.Receive(self, new byte[1]));
        Assert.Throws<InvalidOperationException>(() => server.AuthenticateAsServer(task, Certificates.ForServer()));
        await task.Kill(reader);
        Assert.IsAssignableFrom<Exception>(
            await Failures.Of(async () => await server.AuthenticateAsServer(task, new SslServerAuthenticationOptions())));
        (client, server) = await Loopback.Pair(task);
        using var third = client;
        using var fourth = server;
        await Secure(task, client, server);
        Assert.Throws<InvalidOperationException>(() => server.AuthenticateAsServer(task, Certificates.ForServer()));
        server.Dispose();
        Assert.Throws<ObjectDisposedException>(() => server.AuthenticateAsServer(task, Certificates.ForServer()));
    });

    private static async Coroutine Refuse(
        TaskContext task, TestNetwork network, SslClientAuthenticationOptions options, params string[] causes)
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var serving = await task.Spawn(
            async self => await Failures.Of(async () =>
            {
                await server.AuthenticateAsServer(self, Certificates.ForServer());
                await server.Receive(self, new byte[1]);
            }));
        var message = Message(await Failures.Of(async () => await client.AuthenticateAsClient(task, options)));
        Assert.True(causes.Any(cause => message.Contains(cause, StringComparison.Ordinal)), message);
        Assert.IsType<AuthenticationException>(await Failures.Of(async () => await client.Send(task, new byte[1])));
        client.Dispose();
        await task.Wait(serving);
    }

    private static async Coroutine<(CoroFsm.Networking.Connection Client, CoroFsm.Networking.Connection Server)> Secured(
        TaskContext task, TestNetwork network)
    {
        var (client, server) = await network.Pair(task);
        await Secure(task, client, server);
        return (client, server);
    }

    private static async Coroutine Secure(TaskContext task, CoroFsm.Networking.Connection client, CoroFsm.Networking.Connection server) =>
        await task.RunScope(async scope =>
        {
            await scope.Spawn(async self => await server.AuthenticateAsServer(self, Certificates.ForServer("talk")));
            await client.AuthenticateAsClient(scope, Certificates.ForClient(Certificates.Host, "talk"));
        });

    private static string Message(Exception? error) => Assert.IsType<AuthenticationException>(error).Message;

    private static string Text(ReadOnlyMemory<byte>? bytes) => Encoding.ASCII.GetString(bytes!.Value.Span);
}
