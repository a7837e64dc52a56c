using System.Xml.Linq;

namespace XmppBot.Tests;

/// <summary>The answers that a session accepts, and the accepted starts of a stream.</summary>
public sealed class BindingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("from='example.org'")]
    [InlineData("from='bot@example.org'")]
    [InlineData("from='bot@example.org/test'")]
    [InlineData("from='Bot@Example.ORG'")]
    public void Bind_AnswerFromOwnServer_IsAccepted(string from)
    {
        using var f = new SessionFixture(new HonestServer { BindReply = id => $"type='result' id='{id}' {from}" }).Begin();
        Assert.True(f.IsOnline, f.Fault?.Message);
    }

    [Theory]
    [InlineData("from='eve@example.org'")]
    [InlineData("from='eve@example.org/bot@example.org'")]
    [InlineData("from='bot@example.organ'")]
    [InlineData("from='bot@example.org.evil.example/test'")]
    [InlineData("from='evil.example'")]
    [InlineData("from='evil.example/example.org'")]
    [InlineData("from=''")]
    public void Bind_AnswerFromOther_EndsTheConnection(string from)
    {
        using var f = new SessionFixture(new HonestServer { BindReply = id => $"type='result' id='{id}' {from}" }).Begin();
        Assert.Equal(Failure.Protocol, f.Fault?.Kind);
        Assert.EndsWith("/Binding", f.States[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type='result' id='bind'")]
    [InlineData("type='result'")]
    [InlineData("type='set' id='{0}'")]
    [InlineData("id='{0}'")]
    public void Bind_NoAnswerToTheRequest_EndsTheConnection(string attributes)
    {
        var server = new HonestServer { BindReply = id => attributes.Replace("{0}", id, StringComparison.Ordinal) };
        using var f = new SessionFixture(server).Begin();
        Assert.Equal(Failure.Protocol, f.Fault?.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.org")]
    [InlineData("bot@example.org")]
    [InlineData("bot@example.org/")]
    [InlineData("bot@exa\u009Bmple.org/test")]
    public void Bind_NoFullAddress_EndsTheConnection(string jid)
    {
        using var f = new SessionFixture(new HonestServer { Bound = jid }).Begin();
        Assert.Equal(Failure.Protocol, f.Fault?.Kind);
        Assert.DoesNotContain(f.Fault!.Message, char.IsControl);
    }

    [Fact]
    public void Requests_OfSessions_HaveUnpredictableIdentifiers()
    {
        var ids = Enumerable.Range(0, 50).SelectMany(_ => Ids(SessionFixture.Options)).ToArray();
        Assert.Equal(150, ids.Length);
        Assert.Distinct(ids);
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{16}$", id));

        // No digit is the same in all: no part is a constant or a clock.
        Assert.All(Enumerable.Range(0, 16), i => Assert.InRange(ids.Select(id => id[i]).Distinct().Count(), 8, 16));
    }

    [Fact]
    public void Requests_GivenIdentifiers_AreUsed()
    {
        var next = 0;
        Assert.Equal(["id1", "id2", "id3"], Ids(SessionFixture.Options with { MakeId = () => $"id{++next}" }));
    }

    /// <summary>RFC 6120 forbids it, but servers write it: before the first header, after the success, in the encrypted stream.</summary>
    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\r\n\t  \r\n")]
    public void Header_WhiteSpaceBefore_IsSkipped(string space)
    {
        foreach (var chunk in new[] { int.MaxValue, 1, 2, 3, 7, 64 })
        {
            using var f = new SessionFixture(new HonestServer { BeforeHeader = space }, chunk: () => chunk).Begin();
            Assert.True(f.IsOnline, $"pieces of {chunk}: {f.Fault?.Message}");
        }
    }

    [Fact]
    public void Header_EndlessWhiteSpaceBefore_TimesOut()
    {
        using var f = new SessionFixture(new HonestServer { BeforeHeader = new(' ', 5_000) }, delay: Slower(), chunk: () => 1).Begin();
        f.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(Failure.Timeout, f.Fault?.Kind);

        static Func<TimeSpan> Slower()
        {
            var delay = TimeSpan.Zero;
            return () => delay += TimeSpan.FromMilliseconds(10);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData(" \n x")]
    [InlineData("\u00A0")]
    [InlineData("<message/>")]
    public void Header_SomethingElseBefore_EndsTheConnection(string text)
    {
        using var f = new SessionFixture(new HonestServer { BeforeHeader = text }).Begin();
        Assert.Equal(Failure.Protocol, f.Fault?.Kind);
    }

    /// <summary>The identifiers of a session's requests: to bind, and two pings.</summary>
    private static IEnumerable<string> Ids(SessionOptions options)
    {
        using var f = new SessionFixture(new HonestServer(), options).Begin();
        f.Pass(TimeSpan.FromMinutes(2));
        var requests = f.Link.Written.Where(w => w.StartsWith("<iq", StringComparison.Ordinal));
        return [.. requests.Select(w => XElement.Parse(w).Attribute("id")!.Value)];
    }
}
