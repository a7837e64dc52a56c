using System.Net;
using System.Text;
using CoroFsm.Testing;

namespace SaxToBus.Tests;

/// <summary>Redirects of a server, and what else can go wrong with a poll: each fault is one warning, and the next poll goes on.</summary>
public sealed class RedirectTests : IDisposable
{
    private readonly SimulatedTime time = new();
    private readonly OddServer server = new();
    private readonly OddServer other = new();
    private readonly List<string> warnings = [];
    private readonly List<BoardRound> rounds = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("file:///etc/hostname", "to file:, which is not followed; only http and https are")]
    [InlineData("FILE:/etc/hostname", "")]
    [InlineData("javascript:alert(1)", "to javascript:, which is not followed")]
    [InlineData("data:text/xml,<buses/>", "to data:, which is not followed")]
    [InlineData("ftp://127.0.0.1/feed.xml", "to ftp:, which is not followed")]
    [InlineData("gopher://127.0.0.1/", "to gopher:, which is not followed")]
    [InlineData("http://me:secret@127.0.0.1/", "with a name or a password in it, which is not followed")]
    [InlineData("http://[bad", "to no valid address")]
    [InlineData("http://:99999999/", "to no valid address")]
    [InlineData("", "to no valid address")]
    [InlineData(null, "to no valid address")]
    public async Task Poll_RedirectThatIsNotFollowed_IsOneWarning(string? location, string cause)
    {
        foreach (var status in new[] { "301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect" })
        {
            warnings.Clear();
            server.Answers(status, location is null ? "" : $"Location: {location}\r\n", []);
            using var feed = new HttpFeed(new(server.Address), WebOptions.Default, time);
            var follower = Following();
            await follower.PollOnceAsync(feed, Cancellation);
            var warning = Assert.Single(warnings);
            Assert.StartsWith($"{server.Address}: the server redirects ({status[..3]}) ", warning);
            Assert.Contains(cause, warning);
            Assert.DoesNotContain("secret", warning);
            server.Answers(Bus);
            await follower.PollOnceAsync(feed, Cancellation);
            Assert.Single(rounds[^1].Vehicles);
            Assert.Single(warnings);
        }
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("data:text/xml,<buses/>")]
    public async Task Show_RedirectThatIsNotFollowed_IsOneLineAndExits2(string location)
    {
        server.Answers("302 Found", $"Location: {location}\r\n", []);
        var result = await InProcess.RunAsync([], server.Address);
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith($"{server.Address}: the server redirects (302) to ", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(100)]
    public async Task Poll_Redirects_AreFollowedFiveTimes(int count)
    {
        server.Answers((request, stream) =>
        {
            var at = request.Split(' ')[1] is ['/', 'r', .. var digits] ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : 0;
            return at < count ? OddServer.WriteAsync(stream, "302 Found", $"Location: /r{at + 1}\r\n", []) : OddServer.WriteAsync(stream, "200 OK", "Content-Type: text/xml\r\n", Encoding.UTF8.GetBytes(Bus));
        });
        await PollAsync(new());
        Assert.Equal(Math.Min(count, 5) + 1, server.Requests.Count);
        Assert.Equal(count <= 5 ? 1 : 0, rounds[^1].Vehicles.Length);
        Assert.Equal(count <= 5 ? [] : [$"{server.Address}: the server redirects more than 5 times"], warnings);
    }

    [Fact]
    public async Task Poll_RedirectToAnotherOrigin_SendsItNoHeaders()
    {
        // There and back again: what the other origin has chosen is not trusted either.
        server.Answers((request, stream) => request.Contains("/back", StringComparison.Ordinal)
            ? OddServer.WriteAsync(stream, "200 OK", "Content-Type: text/xml\r\n", Encoding.UTF8.GetBytes(Bus))
            : OddServer.WriteAsync(stream, "302 Found", request.Contains("/near", StringComparison.Ordinal) ? $"Location: {other.Address}\r\n" : "Location: /near\r\n", []));
        other.Answers("302 Found", $"Location: http://127.0.0.1:{server.Port}/back\r\n", []);
        await PollAsync(new() { Headers = [RequestHeader.Parse("Authorization=Bearer secret")] });
        Assert.Equal([true, true, false], server.Requests.Select(request => request.Contains("Bearer secret", StringComparison.Ordinal)));
        Assert.DoesNotContain("secret", Assert.Single(other.Requests));
        Assert.Single(rounds[^1].Vehicles);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Poll_Validators_GoToTheAddressThatSentThem()
    {
        server.Answers("302 Found", $"Location: {other.Address}\r\n", []);
        other.Answers(Bus, "ETag: \"a1\"\r\n");
        using var feed = new HttpFeed(new(server.Address), WebOptions.Default, time);
        var follower = Following();
        await follower.PollOnceAsync(feed, Cancellation);
        await follower.PollOnceAsync(feed, Cancellation);
        Assert.Equal([false, true], other.Requests.Select(request => request.Contains("If-None-Match: \"a1\"", StringComparison.Ordinal)));
        Assert.All(server.Requests, request => Assert.DoesNotContain("If-None-Match", request));
    }

    [Theory]
    [InlineData("https://a.example/x", "http://a.example/x", "from https to http")]
    [InlineData("https://a.example/x", "https://b.example/x", null)]
    [InlineData("http://a.example/x", "https://a.example/x", null)]
    public void TargetOf_Scheme_NeverFallsBackToHttp(string from, string to, string? cause)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.Location = new(to);
        if (cause is null)
            Assert.Equal(to, Redirect.TargetOf(response, new(from)).AbsoluteUri);
        else
            Assert.Contains(cause, Assert.Throws<FaultException>(() => Redirect.TargetOf(response, new(from))).Message);
    }

    [Theory]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(UriFormatException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(IOException))]
    public async Task Poll_AnyFault_IsOneWarningAndTheNextGoesOn(Type fault)
    {
        var follower = Following();
        using var feed = new FaultyFeed((Exception)Activator.CreateInstance(fault)!);
        Assert.NotNull(await follower.PollOnceAsync(feed, Cancellation));
        Assert.StartsWith(server.Address, Assert.Single(warnings));
        Assert.Null(await follower.PollOnceAsync(feed, Cancellation));
        Assert.Equal(2, rounds.Count);
    }

    [Fact]
    public async Task Poll_NotModifiedWithoutACondition_IsAWarning()
    {
        server.Answers("304 Not Modified", "", []);
        await PollAsync(new());
        Assert.Contains("304", Assert.Single(warnings));
    }

    public void Dispose()
    {
        server.Dispose();
        other.Dispose();
    }

    private const string Bus = "<buses><bus><id>1</id><route>22</route><latitude>41</latitude><longitude>-87.5</longitude></bus></buses>";

    private async Task PollAsync(WebOptions options)
    {
        using var feed = new HttpFeed(new(server.Address), options, time);
        await Following().PollOnceAsync(feed, Cancellation);
    }

    private Follower Following()
    {
        var streams = new StandardStreams { OpenInput = () => Stream.Null, OpenOutput = () => Stream.Null, Error = TextWriter.Null, Time = time };
        return new(new(server.Address, new(null, null), new(XmlSource.Push, null)), streams, rounds.Add, warnings.Add);
    }

    /// <summary>Fails once.</summary>
    private sealed class FaultyFeed(Exception fault) : IPolledFeed
    {
        private bool hasFailed;

        public Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
        {
            var fails = !hasFailed;
            hasFailed = true;
            return fails ? throw fault : Task.FromResult(false);
        }

        public void Dispose()
        {
        }
    }
}
