using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CoroFsm.Testing;

namespace SaxToBus.Tests;

/// <summary>Successful and failed polls of a server: each failure is one warning, and the next poll continues.</summary>
/// <remarks>Runs alone, because some of the tests measure memory.</remarks>
[Collection(nameof(PollTests))]
[CollectionDefinition(nameof(PollTests), DisableParallelization = true)]
public sealed class PollTests : IDisposable
{
    /// <summary>The clock shows the time of the generated SIRI feed: the times of its vehicles count.</summary>
    private readonly SimulatedTime time = new(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
    private readonly OddServer server = new();
    private readonly List<string> warnings = [];
    private readonly List<BoardRound> rounds = [];
    private readonly Follower follower;
    private readonly HttpFeed feed;

    public PollTests()
    {
        follower = Following(new(null, null), new(XmlSource.Push, null));
        feed = new(new(server.Address), WebOptions.Default, time);
    }

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "500 Internal Server Error", "Content-Type: text/xml\r\n" },
        { "404 Not Found", "" },
        { "200 OK", "Content-Type: text/html; charset=utf-8\r\n" },
        { "200 OK", "Content-Type: application/json\r\n" },
        { "200 OK", "Content-Type: text/xml\r\nContent-Encoding: br\r\n" },
        { "200 OK", "Content-Type: text/xml\r\nContent-Encoding: gzip\r\n" },
    };

    [Fact]
    public async Task Poll_Feed_GivesNewThenMovedThenGone()
    {
        server.Answers(Bus("1", 41));
        Assert.Equal(["New 1"], await PollAsync());
        time.Advance(TimeSpan.FromSeconds(10));
        server.Answers(Bus("1", 41.01));
        Assert.Equal(["Moved 1"], await PollAsync());
        Assert.Equal(400.3, rounds[^1].Vehicles.Single().Speed!.Value, 0.1);        // 1,112 m in 10 s
        time.Advance(TimeSpan.FromMinutes(4));
        server.Answers(Bus("2", 41));
        Assert.Equal(["New 2"], await PollAsync());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["Gone 1"], await PollAsync());
        Assert.Equal("2", rounds[^1].Vehicles.Single().Id);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Poll_NotModified_SendsValidatorsAndKeepsVehicles()
    {
        server.Answers(Bus("1", 41), "ETag: \"a1\"\r\nLast-Modified: Mon, 05 Jan 2026 08:00:00 GMT\r\n");
        await PollAsync();
        server.Answers("304 Not Modified", "ETag: \"a1\"\r\n", [], 0);
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromMinutes(2));
            Assert.Empty(await PollAsync());
        }

        Assert.DoesNotContain("If-None-Match", server.Requests[0]);
        Assert.Contains("If-None-Match: \"a1\"", server.Requests[^1]);
        Assert.Contains("If-Modified-Since: Mon, 05 Jan 2026 08:00:00 GMT", server.Requests[^1]);
        Assert.Contains("Accept-Encoding: gzip", server.Requests[^1]);
        Assert.Single(rounds[^1].Vehicles);
        Assert.Empty(warnings);
    }

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Poll_BadAnswer_IsOneWarningWithCauseAndNextPollContinues(string status, string headers)
    {
        server.Answers(status, headers, Encoding.UTF8.GetBytes(Bus("9", 41)));
        Assert.Empty(await PollAsync());
        var warning = Assert.Single(warnings);
        Assert.StartsWith($"{server.Address}: ", warning);
        var encodingCause = headers.Contains("br", StringComparison.Ordinal) ? "br" : "";
        var headerCause = headers.Contains("Encoding", StringComparison.Ordinal) ? encodingCause : "expected is XML";
        var cause = status.StartsWith("200", StringComparison.Ordinal) ? headerCause : status;
        Assert.Contains(cause, warning);
        server.Answers(Bus("1", 41));
        Assert.Equal(["New 1"], await PollAsync());
        Assert.Single(warnings);
    }

    [Fact]
    public async Task Poll_Truncated_KeepsReceivedVehiclesAndRequestsAllAgain()
    {
        var whole = Encoding.UTF8.GetBytes(Bus("1", 41).Replace("</buses>", Bus("2", 41)["<buses>".Length..], StringComparison.Ordinal));
        server.Answers("200 OK", "Content-Type: text/xml\r\nETag: \"cut\"\r\n", whole[..(whole.Length - 30)], whole.Length);
        Assert.Equal(["New 1"], await PollAsync());
        Assert.Single(warnings);
        server.Answers(Encoding.UTF8.GetString(whole));
        Assert.Equal(["New 2"], await PollAsync());
        Assert.DoesNotContain("If-None-Match", server.Requests[^1]);
        Assert.Single(warnings);
    }

    [Fact]
    public async Task Poll_BrokenDocument_IsWarningWithPosition()
    {
        server.Answers("<buses>\n<bus></id></bus></buses>");
        Assert.Empty(await PollAsync());
        Assert.StartsWith($"{server.Address}(2,", Assert.Single(warnings));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [InlineData(true, "Push", 1)]
    [InlineData(true, "XmlReader")]
    [InlineData(true, "XmlReader", 1)]
    public async Task Poll_SlowServer_TimesOut(bool begins, string source = "Push", int? chunk = null)
    {
        var patient = Following(new("22", null), new(Enum.Parse<XmlSource>(source), chunk));
        var asked = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        server.Answers(async (_, stream) =>
        {
            if (begins)
                await OddServer.WriteAsync(stream, "200 OK", "Content-Type: text/xml\r\n", "<buses>"u8.ToArray(), 1000);
            asked.SetResult();
            await over.Task;
        });
        var poll = patient.PollOnceAsync(feed, TestContext.Current.CancellationToken);
        await asked.Task;
        Assert.False(poll.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));
        await poll;
        Assert.Empty(rounds[^1].Changes);
        Assert.Equal([$"{server.Address}: no whole answer within 30 s"], warnings);
        over.SetResult();
        server.Answers(Bus("1", 41));
        Assert.Equal(["New 1"], await PollAsync());
    }

    [Theory]
    [InlineData("Push", 1)]
    [InlineData("XmlReader", 1)]
    [InlineData("XmlReader", null)]
    public async Task Poll_AnyParser_GivesTheSameOutput(string way, int? chunk)
    {
        server.Answers(Bus("1", 41));
        await Following(new("22", null), new(Enum.Parse<XmlSource>(way), chunk)).PollOnceAsync(feed, TestContext.Current.CancellationToken);
        Assert.Equal("1", Assert.Single(rounds[^1].Changes).Vehicle.Id);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Poll_Gzip_IsUnpacked()
    {
        server.Answers(
            "200 OK",
            "Content-Type: text/xml\r\nContent-Encoding: gzip\r\n",
            Packed(stream => stream.Write(Encoding.UTF8.GetBytes(Bus("1", 41)))));
        Assert.Equal(["New 1"], await PollAsync());
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Poll_GzipBomb_IsRefusedEarly()
    {
        // 200 MB of white space, compressed a thousand times.
        var bomb = Packed(stream =>
        {
            stream.Write("<buses>"u8);
            var blank = new byte[1 << 20];
            blank.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 200; i++)
                stream.Write(blank);
        });
        server.Answers("200 OK", "Content-Type: text/xml\r\nContent-Encoding: gzip\r\n", bomb);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Empty(await PollAsync());
        Assert.Contains("unpacks to more than 100 times", Assert.Single(warnings));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 60 << 20);
        server.Answers(Bus("1", 41));
        Assert.Equal(["New 1"], await PollAsync());
    }

    [Fact]
    public async Task Poll_ServerGoneAndBack_WarnsOnceForEachFailureAndLosesNothing()
    {
        server.Answers(Bus("1", 41));
        await PollAsync();
        server.Dispose();
        for (var i = 1; i <= 3; i++)
        {
            Assert.Empty(await PollAsync());
            Assert.Equal(i, warnings.Count);
        }

        using var again = new OddServer(server.Port);
        again.Answers(Bus("1", 41.5));
        Assert.Equal(["Moved 1"], await PollAsync());
        Assert.Equal(3, warnings.Count);
    }

    [Fact]
    public async Task Poll_UnchangedBadValues_AreReportedOnce()
    {
        server.Answers(
            $"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><RecordedAtTime>now</RecordedAtTime></VehicleActivity></Siri>");
        await PollAsync();
        await PollAsync();
        Assert.Contains("(1,76): RecordedAtTime \"now\"", Assert.Single(warnings));
        Assert.Equal(1, rounds[^1].Unplaced);
    }

    [Fact]
    public async Task Poll_UnchangedAfterLongFailure_ShowsVehiclesAgain()
    {
        server.Answers(Bus("1", 41), "ETag: \"a1\"\r\n");
        await PollAsync();
        server.Answers("503 Service Unavailable", "", []);
        await PollAsync();
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["Gone 1"], await PollAsync());
        server.Answers((request, stream) => request.Contains("If-None-Match", StringComparison.Ordinal)
            ? OddServer.WriteAsync(stream, "304 Not Modified", "", [])
            : OddServer.WriteAsync(stream, "200 OK", "Content-Type: text/xml\r\n", Encoding.UTF8.GetBytes(Bus("1", 41))));
        Assert.Equal(["New 1"], await PollAsync());
    }

    [Fact]
    public async Task Poll_FileReturnsAfterLongAbsence_ShowsVehiclesAgain()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, Bus("1", 41), TestContext.Current.CancellationToken);
        var streams = new StandardStreams
        {
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            Error = TextWriter.Null,
            Time = time,
        };
        using var file = new FileFeed(path, streams);
        await follower.PollOnceAsync(file, TestContext.Current.CancellationToken);
        Assert.Single(rounds[^1].Vehicles);
        File.Move(path, path + ".away");
        time.Advance(TimeSpan.FromMinutes(6));
        await follower.PollOnceAsync(file, TestContext.Current.CancellationToken);
        Assert.Empty(rounds[^1].Vehicles);
        File.Move(path + ".away", path);
        await follower.PollOnceAsync(file, TestContext.Current.CancellationToken);
        Assert.Single(rounds[^1].Vehicles);
        await follower.PollOnceAsync(file, TestContext.Current.CancellationToken);
        Assert.Single(rounds[^1].Vehicles);
        Assert.EndsWith($"{path}: no such file", Assert.Single(warnings));
        File.Delete(path);
    }

    [Fact]
    public async Task Poll_BadValuesBeforeTruncation_AreReported()
    {
        var vehicle = Encoding.UTF8.GetBytes(
            $"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><RecordedAtTime>now</RecordedAtTime></VehicleActivity>");
        server.Answers("200 OK", "Content-Type: text/xml\r\n", vehicle, vehicle.Length + 100);
        await PollAsync();
        Assert.Equal(2, warnings.Count);
        Assert.Contains(warnings, warning => warning.Contains("RecordedAtTime \"now\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Poll_UntrustedCertificate_IsWarningWithReason()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var greeting = GreetAsync(listener);
        var address = $"https://{listener.LocalEndpoint}/feed.xml";
        using var secret = new HttpFeed(new(address), WebOptions.Default, time);
        await follower.PollOnceAsync(secret, TestContext.Current.CancellationToken);
        Assert.Contains("certificate", Assert.Single(warnings), StringComparison.OrdinalIgnoreCase);
        await greeting;

        static async Task GreetAsync(TcpListener listener)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(certificate);
            }
            catch (Exception error) when (error is IOException or AuthenticationException)
            {
                // The client does not trust it.
            }
        }
    }

    [Fact]
    public async Task Poll_ManyTimes_UsesBoundedMemory()
    {
        using var output = new MemoryStream();
        await CommandLine.RunAsync(
            ["generate", "--shape", "siri", "--buses", "100"],
            new() { OpenInput = () => Stream.Null, OpenOutput = () => output, Error = TextWriter.Null });
        server.Answers(Encoding.UTF8.GetString(output.ToArray()));
        var patient = Following(new(null, null), new(XmlSource.Push, null), TimeSpan.MaxValue);
        var after = new List<long>();
        for (var i = 0; i < 200; i++)
        {
            await patient.PollOnceAsync(feed, TestContext.Current.CancellationToken);
            rounds.Clear();
            time.Advance(TimeSpan.FromMinutes(1));
            server.Requests.Clear();
            if (i % 100 == 99)
                after.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        // Other tests run at the same time, so the bound is far above their memory and far below 100 answers.
        Assert.Empty(warnings);
        Assert.InRange(after[1] - after[0], long.MinValue, 100 * output.Length / 2);
    }

    public void Dispose()
    {
        feed.Dispose();
        server.Dispose();
    }

    private static string Bus(string id, double latitude) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"<buses><bus><id>{id}</id><route>22</route><latitude>{latitude}</latitude><longitude>-87.5</longitude></bus></buses>");

    private static byte[] Packed(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        using (var packing = new GZipStream(bytes, CompressionLevel.Fastest))
            write(packing);
        return bytes.ToArray();
    }

    private Follower Following(BusFilter filter, FeedParser parser, TimeSpan? stale = null)
    {
        var streams = new StandardStreams
        {
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            Error = TextWriter.Null,
            Time = time,
        };
        return new(new(server.Address, filter, parser) { Stale = stale ?? TimeSpan.FromMinutes(5) }, streams, rounds.Add, warnings.Add);
    }

    private async Task<string[]> PollAsync()
    {
        await follower.PollOnceAsync(feed, TestContext.Current.CancellationToken);
        return [.. rounds[^1].Changes.Select(change => $"{change.Kind} {change.Vehicle.Id}")];
    }
}
