using System.Globalization;
using CoroFsm;

namespace XmppBot.Tests;

/// <summary>The choice of the mechanism, and the display of a refusal.</summary>
public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("SCRAM-SHA-512", "SCRAM-SHA-1", "SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")]
    [InlineData("SCRAM-SHA-512", "SCRAM-SHA-512")]
    [InlineData("SCRAM-SHA-512", "SCRAM-SHA-512-PLUS", "SCRAM-SHA-512", "PLAIN")]
    [InlineData("SCRAM-SHA-256", "SCRAM-SHA3-512", "SCRAM-SHA-256", "PLAIN")]
    [InlineData("SCRAM-SHA-1", "scram-sha-512", "SCRAM-SHA-1", "PLAIN")]
    public void Choose_SeveralOffered_TakesTheStrongestKnown(string taken, params string[] offered)
    {
        using var f = new SessionFixture(new HonestServer { Mechanisms = offered }).Begin();
        Assert.True(f.IsOnline, f.Fault?.Message);
        Assert.Contains(f.Link.Written, text => text.Contains($"mechanism=\"{taken}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SCRAM-SHA3-512")]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-384", "SCRAM-SHA-1-PLUS")]
    public void Choose_OnlyUnknownScramBesidePlain_RefusesAndNamesThem(params string[] scrams)
    {
        using var f = new SessionFixture(new HonestServer { Mechanisms = [.. scrams, "PLAIN"] }).Begin();
        Assert.Equal(Failure.Authentication, f.Fault?.Kind);
        Assert.All(scrams, s => Assert.Contains(s, f.Fault!.Message, StringComparison.Ordinal));
        Assert.Contains("--allow-plain", f.Fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(f.Link.Written, text => text.Contains("<auth", StringComparison.Ordinal));

        var options = SessionFixture.Options with { AllowsPlain = true };
        using var allowed = new SessionFixture(new HonestServer { Mechanisms = [.. scrams, "PLAIN"] }, options).Begin();
        Assert.True(allowed.IsOnline, allowed.Fault?.Message);
    }

    [Fact]
    public void Choose_NothingKnown_NamesWhatIsOffered()
    {
        using var f = new SessionFixture(new HonestServer { Mechanisms = ["X-OAUTH2", "SCRAM-SHA3-512", "\u202EEVIL\u009B"] }).Begin();
        const string Known = "SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1, PLAIN";
        Assert.Equal($"the server offers none of {Known}, but SCRAM-SHA3-512, X-OAUTH2,  EVIL", f.Fault?.Message);
        Assert.DoesNotContain(f.Fault!.Message, char.IsControl);
    }

    /// <summary>A server that knew the account without the password has no reason to ask for it later.</summary>
    [Theory]
    [InlineData("SCRAM-SHA-512", false)]
    [InlineData("SCRAM-SHA-1", false)]
    [InlineData("SCRAM-SHA-1", true)]
    [InlineData("PLAIN", false)]
    public void Choose_PlainAfterScram_IsRefusedUnlessAllowed(string first, bool isAllowed)
    {
        using var f = new SessionFixture(
            (number, _) => new HonestServer { Mechanisms = number == 1 ? [first] : ["PLAIN"] }.Serve,
            SessionFixture.Options with { AllowsPlain = isAllowed }).Begin();
        Assert.True(f.IsOnline, f.Fault?.Message);
        f.Link.Written.Clear();
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.FromSeconds(1));
        if (isAllowed || first == "PLAIN")
        {
            Assert.True(f.IsOnline, f.Fault?.Message);
            return;
        }

        Assert.Equal(Failure.Authentication, f.Fault?.Kind);
        Assert.Contains(first, f.Fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(f.Link.Written, text => text.Contains("<auth", StringComparison.Ordinal));
    }

    /// <summary>A server that offered TLS has no reason to withdraw it: a man in the middle has.</summary>
    [Theory]
    [InlineData("Optional", true)]
    [InlineData("Required", true)]
    [InlineData("Off", false)]
    public void Tls_WithdrawnAfterItWasUsed_IsRefused(string use, bool isRefused)
    {
        var options = SessionFixture.Options with { Tls = Enum.Parse<TlsUse>(use) };
        using var f = new SessionFixture((number, _) => new HonestServer { OffersTls = number == 1 }.Serve, options).Begin();
        Assert.True(f.IsOnline, f.Fault?.Message);
        f.Link.Written.Clear();
        f.Link.Current!.Cut();
        f.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((!isRefused, isRefused ? Failure.Tls : null), (f.IsOnline, f.Fault?.Kind));
        Assert.Equal(!isRefused, f.Link.Written.Any(text => text.Contains("<auth", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("<text>Too many attempts.</text>", ": Too many attempts.")]
    [InlineData("<text xml:lang='de'>Gesperrt.</text><text xml:lang='en'>Locked.</text>", ": Gesperrt.")]
    [InlineData("<text>\u009B2J two\nlines \u202Eback\u2028</text>", ": 2J two lines  back")]
    [InlineData("<text> </text>", "")]
    [InlineData("<text/>", "")]
    [InlineData("<text xmlns='urn:other'>no</text>", "")]
    [InlineData("", "")]
    public void Failure_Text_IsShownOnOnePrintableLine(string text, string shown)
    {
        using var f = new SessionFixture(new HonestServer { Password = "another", RefusalText = text }).Begin();
        Assert.Equal($"the server refuses the account: not-authorized{shown}", f.Fault?.Message);
    }

    [Fact]
    public void Failure_LongText_IsTruncated()
    {
        var server = new HonestServer { Password = "another", RefusalText = $"<text>{new string('x', 5_000)}</text>" };
        using var f = new SessionFixture(server).Begin();
        var shown = new string('x', Printable.MaxQuote);
        Assert.Equal($"the server refuses the account: not-authorized: {shown}\u2026", f.Fault?.Message);
    }

    [Fact]
    public void Failure_TextRepeatsThePassword_IsMasked()
    {
        var text = $"<text>bot / {SessionFixture.Password} is wrong</text>";
        var server = new HonestServer { Password = "another", Mechanisms = ["PLAIN"], RefusalText = text };
        using var f = new SessionFixture(server).Begin();
        Assert.Equal("the server refuses the account: not-authorized: bot / *** is wrong", f.Fault?.Message);
    }

    /// <summary>Further texts that a server, or a man in the middle, can cause to be shown.</summary>
    [Fact]
    public void Texts_OfTheServer_AreShownOnOnePrintableLine()
    {
        const string Text = "a\u009B\u202Eb\n\u2029c";
        const string Conditions = "urn:ietf:params:xml:ns:xmpp-streams";
        const string Stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas";
        string[] messages =
        [
            Message((client, c) => Say(client, c, Error($"<reset xmlns='{Conditions}'/><text xmlns='{Conditions}'>{Text}</text>"))),
            Message((client, c) => Say(client, c, Error($"<see-other-host xmlns='{Conditions}'>{Text}</see-other-host>"))),
            Message((client, c) => Say(client, c, HonestServer.Features(new HonestServer { Mechanisms = [Text] }.MechanismsFeature))),
            Message(new HonestServer { ServerFinal = _ => $"e={Text}" }.Serve),
            Message(new HonestServer { BindRefusal = $"not-allowed xmlns='{Stanzas}'/><text xmlns='{Stanzas}'>{Text}</text><x" }.Serve),
        ];
        Assert.All(messages, message =>
        {
            Assert.Contains("a  b  c", message, StringComparison.Ordinal);
            Assert.Equal(Printable.Line(message), message);
        });

        static string Error(string content) => $"<stream:error>{content}</stream:error>";

        static string Message(Func<Inbox<string>, SimulatedConnection, Coroutine> script)
        {
            using var f = new SessionFixture((_, _) => script, SessionFixture.Options with { Tls = TlsUse.Optional }).Begin();
            return f.Fault!.Message;
        }

        static async Coroutine Say(Inbox<string> client, SimulatedConnection connection, string text)
        {
            await client.Receive();
            connection.Send(HonestServer.Header + text);
            await client.Receive();
        }
    }

    [Fact]
    public void Line_EachCharacter_StaysOrBecomesSpace()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c))
                continue;
            var line = Printable.Line($"a{(char)c}b");
            var isHidden = char.IsControl((char)c) || c is 0x2028 or 0x2029 || char.GetUnicodeCategory((char)c) == UnicodeCategory.Format;
            Assert.Equal(isHidden ? "a b" : $"a{(char)c}b", line);
        }

        Assert.Equal("\U0001F600 \uFFFD", Printable.Line("\U0001F600\U000E0041\uD800"));
    }
}
