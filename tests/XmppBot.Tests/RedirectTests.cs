using CoroFsm;

namespace XmppBot.Tests;

/// <summary>
/// A server may redirect the client to another host (RFC 6120, 4.9.3.19): once, and only if that host can prove its identity.
/// </summary>
public sealed class RedirectTests
{
    private static readonly ServerAddress Other = new("other.example", 5269);

    [Theory]
    [InlineData("other.example:5269", "other.example", 5269)]
    [InlineData(" other.example ", "other.example", 5222)]
    [InlineData("[2001:db8::1]:5269", "2001:db8::1", 5269)]
    [InlineData("192.0.2.1", "192.0.2.1", 5222)]
    public void Redirect_AtStart_IsFollowedAtOnce(string text, string host, int port)
    {
        using var f = new SessionFixture((number, _) => number == 1 ? RedirectTo(text) : new HonestServer().Serve).Begin();
        Assert.True(f.IsOnline, f.Fault?.Message);
        Assert.Equal([null, new(host, port)], f.Link.Servers);

        // The stream still belongs to the account's domain.
        var headers = f.Link.Written.Where(w => w.StartsWith("<?xml", StringComparison.Ordinal));
        Assert.All(headers, w => Assert.Contains("to='example.org'", w, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Required")]
    [InlineData("Optional")]
    public void Redirect_OtherHostOffersNoTls_EndsWithoutSendingPassword(string tls)
    {
        var other = new HonestServer { OffersTls = false, Mechanisms = ["SCRAM-SHA-256"] };
        var options = SessionFixture.Options with { Tls = Enum.Parse<TlsUse>(tls) };
        using var f = new SessionFixture((number, _) => number == 1 ? RedirectTo("other.example:5269") : other.Serve, options).Begin();
        Assert.Equal(Failure.Tls, f.Fault?.Kind);
        Assert.Equal(2, f.Link.Connections);
        Assert.DoesNotContain(f.Link.Written, w => w.Contains("<auth", StringComparison.Ordinal));
    }

    [Fact]
    public void Redirect_TlsIsOff_IsNotFollowed()
    {
        var options = SessionFixture.Options with { Tls = TlsUse.Off };
        using var f = new SessionFixture((_, _) => RedirectTo("other.example:5269"), options).Begin();
        Assert.Equal((Failure.StreamError, 1), (f.Fault!.Kind, f.Link.Connections));
        Assert.Equal("stream error see-other-host: other.example:5269", f.Fault.Message);
    }

    [Fact]
    public void Redirect_ByTheOtherHost_IsNotFollowed()
    {
        using var f = new SessionFixture((number, _) => RedirectTo($"host{number}.example")).Begin();
        Assert.Equal((Failure.StreamError, 2), (f.Fault!.Kind, f.Link.Connections));
        Assert.Equal("stream error see-other-host: host2.example", f.Fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":5222")]
    [InlineData("host:0")]
    [InlineData("host:99999")]
    [InlineData("host:-1")]
    [InlineData("two hosts")]
    [InlineData("http://other.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("user@other.example")]
    [InlineData("other.example\n:5222")]
    public void Redirect_NoAddress_IsNotFollowed(string text)
    {
        using var f = new SessionFixture((_, _) => RedirectTo(text)).Begin();
        Assert.Equal((Failure.StreamError, 1), (f.Fault!.Kind, f.Link.Connections));
        Assert.DoesNotContain(f.Fault.Message, char.IsControl);
    }

    [Fact]
    public void Redirect_Online_IsFollowedOnceThenUsesConfiguredServer()
    {
        Action<SimulatedConnection> redirect = c => c.Send(Error("other.example:5269"));
        using var f = new SessionFixture((number, _) => new HonestServer { Online = number == 1 ? redirect : null }.Serve).Begin();
        Assert.True(f.IsOnline);
        Assert.Equal([null, Other], f.Link.Servers);
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.FromSeconds(1));
        Assert.True(f.IsOnline);
        Assert.Equal([null, Other, null], f.Link.Servers);
    }

    [Fact]
    public void Redirect_ByEachServerOnceOnline_BacksOffAndGivesUp()
    {
        var server = new HonestServer { Online = c => c.Send(Error("other.example:5269")) };
        using var f = new SessionFixture(server, SessionFixture.Options with { Attempts = 3 }).Begin();
        Assert.Equal([null, Other], f.Link.Servers);
        Assert.Equal("Run/Staying/Pausing", f.State);
        f.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal([null, Other, null, Other, null, Other, null, Other], f.Link.Servers);
        Assert.Equal(Failure.StreamError, f.Fault?.Kind);
    }

    /// <summary>The configured server redirects the client to a host that is down: the next attempt uses the configured server.</summary>
    [Fact]
    public void Redirect_OtherHostIsDown_NextAttemptUsesConfiguredServer()
    {
        using var f = new SessionFixture((number, _) => number switch
        {
            1 => new HonestServer { Online = c => c.Cut() }.Serve,
            2 => RedirectTo("other.example:5269"),
            3 => Cut,
            _ => new HonestServer().Serve,
        }).Begin();
        f.Pass(TimeSpan.FromSeconds(5));
        Assert.True(f.IsOnline);
        Assert.Equal([null, null, Other, null], f.Link.Servers);
    }

    /// <summary>A long session resets the count of earlier failures, also if a redirect ends it.</summary>
    [Fact]
    public void Redirect_AfterALongSession_EarlierFailuresDoNotCount()
    {
        var options = SessionFixture.Options with { Attempts = 1 };
        using var f = new SessionFixture((number, _) => number == 3 ? Cut : new HonestServer().Serve, options).Begin();
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.FromMinutes(2));
        f.Link.Current!.Send(Error("other.example:5269"));
        f.Pass(TimeSpan.FromSeconds(1));
        Assert.True(f.IsOnline, f.Fault?.Message);
        Assert.Equal([null, null, Other, null], f.Link.Servers);
    }

    private static async Coroutine Cut(Inbox<string> client, SimulatedConnection connection)
    {
        connection.Cut();
        await client.Receive();
    }

    private static string Error(string to) =>
        $"<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{to}</see-other-host></stream:error></stream:stream>";

    private static Func<Inbox<string>, SimulatedConnection, Coroutine> RedirectTo(string address) => async (client, connection) =>
    {
        await client.Receive();
        connection.Send(HonestServer.Header + Error(address));
        await foreach (var _ in client)
        {
        }
    };
}
