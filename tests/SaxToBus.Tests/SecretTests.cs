using System.Text;
using System.Text.Json;
using CoroFsm.Testing;
using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>Secrets in addresses and header fields are sent to the server and printed nowhere.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "s3cr3t";
    private readonly OddServer server = new();
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Address => $"{server.Address}?api_key={Secret}&operator={Secret}&{Secret}#{Secret}";

    private string Shown => $"{server.Address}?api_key=***&operator=***&***#***";

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "404 Not Found", "" },
        { "503 Service Unavailable", "Retry-After: 5\r\n" },
        { "302 Found", $"Location: file:///{Secret}\r\n" },
        { "302 Found", $"Location: http://127.0.0.1:1/?key={Secret}\r\n" },
        { "302 Found", $"Location: http://[bad?key={Secret}\r\n" },
        { "200 OK", "Content-Type: text/html\r\n" },
        { "200 OK", "Content-Type: text/xml\r\nContent-Encoding: gzip\r\n" },
        { "200 OK", "Content-Type: text/xml\r\n" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task AnyCommand_BadAnswer_PrintsNoSecret(string status, string headers)
    {
        server.Answers(status, headers, "<broken"u8.ToArray());
        foreach (var command in new string[][]
        {
            [Address], ["events", Address], [Address, "--map", path], [Address, "--threads", "--header", $"X-Key={Secret}"],
        })
        {
            var result = await InProcess.RunAsync([], command);
            Assert.Equal((2, ""), (result.ExitCode, result.Text.Trim()));
            Assert.DoesNotContain(Secret, result.Error);
            Assert.Contains(Shown, Assert.Single(result.ErrorLines));
        }

        Assert.All(server.Requests, request => Assert.Contains($"api_key={Secret}&operator={Secret}&{Secret} ", request));
    }

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Follow_BadAnswer_WarnsWithoutASecret(string status, string headers)
    {
        server.Answers(status, headers, "<broken"u8.ToArray());
        List<string> warnings = [];
        var options = new FollowOptions(Address, new(null, null), new(XmlSource.Push, null))
        {
            Web = new() { Headers = [RequestHeader.Parse($"X-Key={Secret}")] },
        };
        var streams = new StandardStreams
        {
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            Error = TextWriter.Null,
            Time = new SimulatedTime(),
        };
        using var feed = new HttpFeed(new(Address), options.Web, streams.Time);
        await new Follower(options, streams, _ => { }, warnings.Add).PollOnceAsync(feed, Cancellation);
        Assert.StartsWith(Shown, Assert.Single(warnings));
        Assert.DoesNotContain(Secret, warnings[0]);
    }

    [Fact]
    public async Task AnyOutput_GoodFeed_HasNoSecret()
    {
        server.Answers(
            $"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><Bearing>x</Bearing><MonitoredVehicleJourney><VehicleRef>1</VehicleRef>"
                + "</MonitoredVehicleJourney></VehicleActivity></Siri>");
        foreach (var format in new[] { "csv", "json", "table" })
        {
            var result = await InProcess.RunAsync([], Address, "--route", "any", "--direction", "any", "--format", format);
            Assert.Equal(0, result.ExitCode);
            Assert.DoesNotContain(Secret, result.Text + result.Error);
            Assert.StartsWith($"{Shown}(1,", result.ErrorLines[0]);
        }

        Assert.Equal(0, (await InProcess.RunAsync([], Address, "--map", path)).ExitCode);
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(path, Cancellation));
    }

    [Fact]
    public async Task Usage_Wrong_PrintsNoSecret()
    {
        foreach (var command in new string[][]
        {
            [Address, Address], [Address, "generate"], ["compare", Address], ["events", Address, Address], ["generate", Address],
            [Address, "--every", "1s"], [Address, "--header", Secret], [Address, "--header", $"X Y={Secret}"],
            [Address, "--header", $"Host={Secret}"], [Address, "--header", $"X={Secret}\n"], [$"http://me:{Secret}@localhost/"],
            ["events", $"http://me:{Secret}@localhost/"],
        })
        {
            var result = await InProcess.RunAsync([], command);
            Assert.Equal(2, result.ExitCode);
            Assert.NotEmpty(result.Error);
            Assert.DoesNotContain(Secret, result.Error);
        }
    }

    [Theory]
    [InlineData("https://exa mple.org/?key=s3cr3t")]
    [InlineData(@"http:\\127.0.0.1\ok?key=s3cr3t")]
    [InlineData("http:/127.0.0.1/x?key=s3cr3t")]
    [InlineData("http://127.0.0.1:99999/?key=SEC s3cr3t")]
    [InlineData(" HTTPS://[bad/?key=s3cr3t")]
    [InlineData("http:s3cr3t")]
    public async Task Address_Malformed_IsRefusedWithoutASecret(string address)
    {
        foreach (var command in new string[][]
        {
            [address], [address, "--header", "X=y"], [address, "--follow"], [address, "--map", path], ["events", address],
            ["compare", address],
        })
        {
            var result = await InProcess.RunAsync([], command);
            Assert.Equal(2, result.ExitCode);
            Assert.Equal(
                "FILE is no valid http or https address. Check the host and the port, and encode spaces as %20.",
                Assert.Single(result.ErrorLines));
        }
    }

    [Theory]
    [InlineData("ftp://u:s3cr3t@h/x", "ftp:// is not read; http, https and tcp are.")]
    [InlineData("ftp://u:s3cr3t@h o/x", "ftp:// is not read; http, https and tcp are.")]
    [InlineData("http://me:s3cr3t@localhost/", "Use --header.")]
    [InlineData("tcp://me:s3cr3t@localhost:5", "expected is tcp://host:port")]
    public async Task Address_OtherSchemeOrUser_IsRefusedByEveryCommand(string address, string message)
    {
        foreach (var command in new string[][] { [address], ["events", address], ["compare", address] })
        {
            if (address.StartsWith("tcp", StringComparison.Ordinal) && command[0] == "compare")
                continue;
            var result = await InProcess.RunAsync([], command);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(message, Assert.Single(result.ErrorLines));
            Assert.DoesNotContain(Secret, result.Error);
        }
    }

    [Theory]
    [InlineData("a.xml", "http://127.0.0.1/?key=O's3cr3t")]
    [InlineData("a.xml", "http://127.0.0.1/?key=O\"s3cr3t <s3cr3t")]
    [InlineData("http://127.0.0.1/?key=O's3cr3t", "generate")]
    [InlineData("--format=http://127.0.0.1/?key=O's3cr3t")]
    [InlineData("--oops=http://127.0.0.1/?key=O's3cr3t")]
    [InlineData("a.xml", "http://u:s3cr3t@127.0.0.1/")]
    public async Task Usage_AnyArgument_IsPrintedMasked(params string[] command)
    {
        var result = await InProcess.RunAsync([], command);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("***", result.Error);
        Assert.DoesNotContain(Secret, result.Error);
    }

    [Theory]
    [InlineData("--header")]
    [InlineData("--header", "X=1", "--header")]
    [InlineData("-H", "--timeout", "1s")]
    public async Task Header_WithoutValue_IsRefused(params string[] options)
    {
        server.Answers("<buses/>");
        foreach (var command in new string[][] { [server.Address, .. options], ["events", server.Address, .. options] })
        {
            var result = await InProcess.RunAsync([], command);
            Assert.Equal((2, "--header needs a value: NAME=@FILE."), (result.ExitCode, Assert.Single(result.ErrorLines)));
        }
    }

    [Fact]
    public async Task Events_Header_IsSent()
    {
        server.Answers("<buses/>");
        var result = await InProcess.RunAsync([], "events", server.Address, "--header", $"X-Api-Key={Secret}", "--timeout", "20s");
        Assert.Equal((0, "S buses\nE buses\n"), (result.ExitCode, result.Text));
        Assert.Contains($"X-Api-Key: {Secret}", server.Requests[0]);
        Assert.Equal(
            "--header needs a FILE that is an http or https address.",
            Assert.Single((await InProcess.RunAsync([], "events", "-", "-H", "X=1")).ErrorLines));
    }

    [Theory]
    [InlineData("X-Api-Key=@", "\n")]
    [InlineData("X-Api-Key=@", "\r\n")]
    [InlineData("X-Api-Key=@", "")]
    [InlineData("X-Api-Key=", null)]
    public async Task Header_ValueOrFile_IsSent(string argument, string? end)
    {
        if (end is not null)
            await File.WriteAllTextAsync(path, Secret + end, Cancellation);
        server.Answers("<buses/>");
        var result = await InProcess.RunAsync(
            [], server.Address, "--header", argument + (end is null ? Secret : path), "-H", "Accept=text/xml");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"X-Api-Key: {Secret}", server.Requests[0]);
        Assert.Contains("Accept: text/xml\r", server.Requests[0].Replace("\n", "\r", StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, result.Error);
    }

    [Theory]
    [InlineData("no-equals-sign", "--header takes NAME=VALUE")]
    [InlineData("=value", "--header takes NAME=VALUE")]
    [InlineData("Na me=value", "not that of a header field")]
    [InlineData("Name\r\nX=value", "not that of a header field")]
    [InlineData("X=", "the value is empty")]
    [InlineData("X=a\r\nY: b", "not printable ASCII")]
    [InlineData("X=é", "not printable ASCII")]
    [InlineData("X=@/no/such/file", "/no/such/file")]
    [InlineData("X=@", "--header X:")]
    [InlineData("content-length=5", "cannot set content-length")]
    [InlineData("Host=elsewhere", "cannot set Host")]
    public void Parse_Malformed_IsRefused(string argument, string message) =>
        Assert.Contains(message, Assert.Throws<FaultException>(() => RequestHeader.Parse(argument)).Message);

    [Theory]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    [InlineData(1_000_000, false)]
    public async Task Parse_LongFile_IsRefused(int length, bool isTaken)
    {
        await File.WriteAllTextAsync(path, new string('x', length) + "\r\n", Cancellation);
        if (isTaken)
            Assert.Equal(length, RequestHeader.Parse($"X=@{path}").Value.Length);
        else
            Assert.Contains("longer than 8192 bytes", Assert.Throws<FaultException>(() => RequestHeader.Parse($"X=@{path}")).Message);
    }

    [Theory]
    [InlineData("https://a.example/feed", "https://a.example/feed")]
    [InlineData("https://a.example/feed?", "https://a.example/feed?")]
    [InlineData("https://a.example/feed?k=v", "https://a.example/feed?k=***")]
    [InlineData("HTTPS://a.example?k=v=w&l=&m", "HTTPS://a.example?k=***&l=&***")]
    [InlineData("https://a.example/feed?k=a b", "https://a.example/feed?k=***")]
    [InlineData("https://a.example/feed#t", "https://a.example/feed#***")]
    [InlineData("https://a.example/feed?k=***s&***s#***s", "https://a.example/feed?k=***&***#***")]
    [InlineData(" https://a.example/feed?k=v", " https://a.example/feed?k=***")]
    [InlineData(@"http:\\a.example\feed?k=v", @"http:\\a.example\feed?k=***")]
    [InlineData("http:/a.example/feed?k=v", "http:/a.example/feed?k=***")]
    [InlineData("https:feed?k=v", "https:feed?k=***")]
    [InlineData("https://a.example/?k=v&a b=c&d'e=f", "https://a.example/?k=***&***&***")]
    [InlineData("https://me:v@a.example/feed?k=v@w", "https://***@a.example/feed?k=***")]
    [InlineData("ftp://me:v@a.example/feed", "ftp://***@a.example/feed")]
    [InlineData("tcp://v@a.example:5?k=v", "tcp://***@a.example:5?k=***")]
    [InlineData("file.xml?k=v", "file.xml?k=v")]
    public void Shown_Address_HasNoValues(string file, string shown) => Assert.Equal(shown, WebAddress.Shown(file));

    [Property(MaxTest = 1000)]
    public bool MaskIn_MaskedAddressInAnyText_IsUnchanged(string? before, string? after)
    {
        var text = $"{before?.Replace("://", "", StringComparison.Ordinal)} "
            + $"{WebAddress.Shown($"https://a.example/?k={Secret}&l={after}{Secret}")}(1,2): "
            + $"{before?.Replace("://", "", StringComparison.Ordinal)}";
        return !text.Contains(Secret, StringComparison.Ordinal) && WebAddress.MaskIn(text) == text;
    }

    [Theory]
    [InlineData(
        "see http://a.example/?k=v and 'https://b.example/x?l=w#f'", "see http://a.example/?k=*** and 'https://b.example/x?l=***#***'")]
    [InlineData("no address?k=v", "no address?k=v")]
    [InlineData("http://a.example/?k=***v&l=***(1,2): x", "http://a.example/?k=***&l=***(1,2): x")]
    [InlineData("http://a.example/?k=***(v", "http://a.example/?k=***")]
    public void MaskIn_Text_MasksEachAddress(string text, string masked) => Assert.Equal(masked, WebAddress.MaskIn(text));

    [Fact]
    public async Task Show_WebAddress_IsRequestedOnce()
    {
        server.Answers(Encoding.UTF8.GetString(Feeds.Embedded));
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var expected = await InProcess.RunAsync(Feeds.Embedded, ["-", "--format", "json", .. way.Split(' ')]);
            var result = await InProcess.RunAsync([], [server.Address, "--format", "json", .. way.Split(' ')]);
            Assert.Equal(0, result.ExitCode);
            Assert.Equal(expected.Text, result.Text);
            Assert.NotEmpty(JsonDocument.Parse(result.Text).RootElement.EnumerateArray());
        }

        Assert.Equal(
            (await InProcess.RunAsync(Feeds.Embedded, "events", "-")).Text, (await InProcess.RunAsync([], "events", server.Address)).Text);
    }

    [Fact]
    public async Task Show_SlowWebAddress_TimesOut()
    {
        var over = new TaskCompletionSource();
        server.Answers(async (_, stream) =>
        {
            await OddServer.WriteAsync(
                stream, "200 OK", "Content-Type: text/xml\r\n", "<buses><bus><route>22</route></bus>"u8.ToArray(), 1000);
            await over.Task;
        });
        var result = await InProcess.RunAsync(
            [], server.Address, "--timeout", "200ms", "--route", "any", "--direction", "any", "--format", "csv");
        over.SetResult();
        Assert.Equal((2, "22,,\"\",,\n"), (result.ExitCode, result.Text));
        Assert.Equal($"{server.Address}: no whole answer within 0.2 s", Assert.Single(result.ErrorLines));
    }

    public void Dispose()
    {
        server.Dispose();
        File.Delete(path);
    }
}
