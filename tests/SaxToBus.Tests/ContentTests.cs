using System.Text;
using CoroFsm.Testing;

namespace SaxToBus.Tests;

/// <summary>Documents that are no vehicle feed are reported as such, in every form and by every command.</summary>
public sealed class ContentTests : IDisposable
{
    private const string Siri = $"Siri xmlns='{SiriFeed.Namespace}'";
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";
    private const string Expected = $"expected is Siri in the namespace \"{SiriFeed.Namespace}\", or buses";
    private const string Vehicle = "<VehicleActivity><RecordedAtTime>2026-01-05T08:00:00Z</RecordedAtTime><MonitoredVehicleJourney>"
        + "<LineRef>7</LineRef><VehicleLocation><Longitude>2</Longitude><Latitude>1</Latitude></VehicleLocation><VehicleRef>V</VehicleRef>"
        + "</MonitoredVehicleJourney></VehicleActivity>";
    private static readonly string[] All = ["--route", "any", "--direction", "any", "--format", "csv"];
    private readonly string path = Path.GetTempFileName();

    /// <summary>Gets documents without a vehicle, and the line that reports them.</summary>
    public static TheoryData<string, string> Strangers => new()
    {
        { "<rss version='2.0'><channel><title>News</title></channel></rss>", $"(1,1): the root is rss; {Expected}" },
        {
            "<!-- x -->\n<feed xmlns='http://www.w3.org/2005/Atom'/>",
            $"(2,1): the root is feed in the namespace \"http://www.w3.org/2005/Atom\"; {Expected}"
        },
        {
            "<siri xmlns='http://www.siri.org.uk/siri'/>",
            $"(1,1): the root is siri in the namespace \"http://www.siri.org.uk/siri\"; {Expected}"
        },
        { "<Siri/>", $"(1,1): the root is Siri; {Expected}" },
        { $"<{Siri}><ServiceDelivery/></Siri>", ": the feed has no VehicleMonitoringDelivery (SIRI-VM)" },
        {
            $"<{Siri}><ServiceDelivery><EstimatedTimetableDelivery/></ServiceDelivery></Siri>",
            ": the feed has EstimatedTimetableDelivery (SIRI-ET); expected is VehicleMonitoringDelivery (SIRI-VM)"
        },
        {
            $"<{Siri}><ServiceDelivery><SituationExchangeDelivery/><StopMonitoringDelivery/><SituationExchangeDelivery/></ServiceDelivery>"
                + "</Siri>",
            ": the feed has SituationExchangeDelivery (SIRI-SX), StopMonitoringDelivery (SIRI-SM); expected is VehicleMonitoringDelivery "
                + "(SIRI-VM)"
        },
        {
            $"<{Siri}><ServiceDelivery><VehicleMonitoringDelivery><Status>false</Status><ErrorCondition><AccessNotAllowedError><ErrorText>"
                + "No such\n key</ErrorText></AccessNotAllowedError><Description>Ask &amp; wait</Description></ErrorCondition>"
                + "</VehicleMonitoringDelivery></ServiceDelivery></Siri>",
            ": the service reports an error: AccessNotAllowedError: No such key Ask & wait"
        },
        {
            $"<{Siri}><ServiceDelivery><Status> false </Status><VehicleMonitoringDelivery/></ServiceDelivery></Siri>",
            ": the service reports an error: Status is false, and there is no ErrorCondition"
        },
        {
            $"<{Siri}><ServiceDelivery><ErrorCondition/></ServiceDelivery></Siri>",
            ": the service reports an error: ErrorCondition, which is empty"
        },
        {
            $"<{Siri}><VehicleMonitoringDelivery><ErrorCondition><OtherError/></ErrorCondition></VehicleMonitoringDelivery>"
                + "<VehicleMonitoringDelivery><ErrorCondition>second</ErrorCondition></VehicleMonitoringDelivery></Siri>",
            ": the service reports 2 errors, the first: OtherError"
        },
        { Envelope(Soap11, "<rss/>"), $": the root is a SOAP envelope that holds rss; {Expected}" },
        {
            Envelope(Soap12, "<x:StopPoints xmlns:x='urn:x'/>"),
            $": the root is a SOAP envelope that holds x:StopPoints in the namespace \"urn:x\"; {Expected}"
        },
        { Envelope(Soap11, ""), $": the root is a SOAP envelope with an empty body; {Expected}" },
        {
            Envelope(
                Soap11,
                "<s:Fault><faultcode>s:Client</faultcode><faultstring>Key <![CDATA[&]]> refused</faultstring><detail>d</detail></s:Fault>"),
            ": the service reports an error: a SOAP fault: Key & refused"
        },
        {
            Envelope(
                Soap12,
                "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang='en'> Key refused </s:Text></s:Reason>"
                    + "</s:Fault>"),
            ": the service reports an error: a SOAP fault: Key refused"
        },
        { Envelope(Soap12, "<s:Fault/>"), ": the service reports an error: a SOAP fault: no reason is given" },
        {
            Envelope(Soap12, $"<{Siri}><ServiceDelivery><StopMonitoringDelivery/></ServiceDelivery></Siri>"),
            ": the feed has StopMonitoringDelivery (SIRI-SM); expected is VehicleMonitoringDelivery (SIRI-VM)"
        },
    };

    /// <summary>Gets documents with the vehicle V.</summary>
    public static TheoryData<string> Wrapped =>
    [
        Envelope(
            Soap11, $"<{Siri}><ServiceDelivery><VehicleMonitoringDelivery>{Vehicle}</VehicleMonitoringDelivery></ServiceDelivery></Siri>"),
        Envelope(Soap12, $"<{Siri}>{Vehicle}</Siri>"),
        Envelope(
            Soap11,
            "<w:GetVehicleMonitoringResponse xmlns:w='http://wsdl.siri.org.uk'><ServiceDeliveryInfo><ResponseTimestamp "
                + $"xmlns='{SiriFeed.Namespace}'>x</ResponseTimestamp></ServiceDeliveryInfo><Answer><VehicleMonitoringDelivery "
                + $"xmlns='{SiriFeed.Namespace}'>{Vehicle}</VehicleMonitoringDelivery></Answer></w:GetVehicleMonitoringResponse>"),
        Envelope(Soap12, $"<Answer><VehicleMonitoringDelivery xmlns='{SiriFeed.Namespace}'>{Vehicle}</VehicleMonitoringDelivery></Answer>"),
        Envelope(Soap11, "<buses><bus><id>V</id><route>7</route><latitude>1</latitude><longitude>2</longitude></bus></buses>"),
        "<anything><bus><id>V</id><route>7</route><latitude>1</latitude><longitude>2</longitude></bus></anything>",
    ];

    /// <summary>Gets vehicle feeds that are currently empty.</summary>
    public static TheoryData<string> Empty =>
    [
        "<buses/>",
        $"<{Siri}><ServiceDelivery><Status>true</Status><VehicleMonitoringDelivery/></ServiceDelivery></Siri>",
        Envelope(Soap11, $"<Answer><VehicleMonitoringDelivery xmlns='{SiriFeed.Namespace}'/></Answer>"),
    ];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Show_NothingRecognized_DescribesDocumentAndExits3(string document, string line)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(document), ["-", .. All, .. way.Split(' ')]);
            Assert.Equal((3, ""), (result.ExitCode, result.Text));
            Assert.Equal(2, result.ErrorLines.Length);
            Assert.EndsWith(line, result.ErrorLines[0]);
            Assert.StartsWith("-", result.ErrorLines[0]);
            Assert.StartsWith("0 buses read", result.ErrorLines[1]);
        }
    }

    [Theory]
    [MemberData(nameof(Wrapped))]
    public async Task Show_WithinAnEnvelope_IsRead(string document)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(document), ["-", .. All, .. way.Split(' ')]);
            Assert.Equal((0, "7,V,\"\",1,2\n"), (result.ExitCode, result.Text));
            Assert.Single(result.ErrorLines);
        }
    }

    [Theory]
    [MemberData(nameof(Empty))]
    public async Task Show_FeedWithoutVehicles_IsAccepted(string document)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(document), ["-", .. All, .. way.Split(' ')]);
            Assert.Equal((0, ""), (result.ExitCode, result.Text));
            Assert.Single(result.ErrorLines);
        }
    }

    [Fact]
    public async Task Show_ErrorBesideVehicles_IsReportedAndExits0()
    {
        var document = $"<{Siri}><VehicleMonitoringDelivery>{Vehicle}</VehicleMonitoringDelivery><VehicleMonitoringDelivery><Status>"
            + "false</Status><ErrorCondition><CapabilityNotSupportedError/></ErrorCondition></VehicleMonitoringDelivery></Siri>";
        var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(document), ["-", .. All]);
        Assert.Equal((0, "7,V,\"\",1,2\n"), (result.ExitCode, result.Text));
        Assert.Equal("-: the service reports an error: CapabilityNotSupportedError", result.ErrorLines[0]);
    }

    [Fact]
    public async Task Show_EndlessError_IsTruncated()
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var document = $"<{Siri}><ErrorCondition><Description>{new string('x', 1_000)}<b/>{new string('y', 300_000)}</Description>"
                + "</ErrorCondition></Siri>";
            var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(document), ["-", .. All, .. way.Split(' ')]);
            Assert.Equal($"-: the service reports an error: Description: {new string('x', 399)}", result.ErrorLines[0]);
        }
    }

    [Fact]
    public async Task Show_BrokenUnknownDocument_ReportsDocumentFault()
    {
        var result = await InProcess.RunAsync("<rss><channel></rss>"u8.ToArray(), ["-", .. All]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("-(1,", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [InlineData("--map", "no.html")]
    [InlineData("--format", "table")]
    [InlineData("--format", "json")]
    public async Task Show_NothingRecognized_AnyOutputExits3(params string[] options)
    {
        if (options[0] == "--map")
            options = ["--map", path];
        var result = await InProcess.RunAsync("<rss/>"u8.ToArray(), ["-", .. options]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("the root is rss", result.ErrorLines[0]);
    }

    [Fact]
    public async Task Compare_NothingRecognized_IsReportedAndExits3()
    {
        await File.WriteAllTextAsync(path, "<rss/>", TestContext.Current.CancellationToken);
        var result = await InProcess.RunAsync([], "compare", path, "--rounds", "1");
        Assert.Equal((3, $"{path}(1,1): the root is rss; {Expected}"), (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Follow_NothingRecognized_WarnsOnceWhileItLasts(string document, string line)
    {
        List<string> warnings = [];
        foreach (var source in Enum.GetValues<XmlSource>())
        {
            warnings.Clear();
            var time = new SimulatedTime(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
            var streams = new StandardStreams
            {
                OpenInput = () => Stream.Null,
                OpenOutput = () => Stream.Null,
                Error = TextWriter.Null,
                Time = time,
            };
            var follower = new Follower(new(path, new(null, null), new(source, null)), streams, _ => { }, warnings.Add);
            foreach (var (text, seconds) in new[] { (document, 0), (document, 60), ($"<{Siri}>{Vehicle}</Siri>", 60), (document, 900) })
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
                using var feed = new FileFeed(path, streams);
                await follower.PollOnceAsync(feed, TestContext.Current.CancellationToken);
            }

            // In the last round it is a new fault, a quarter of an hour later.
            Assert.Equal(2, warnings.Count);
            Assert.All(warnings, warning => Assert.EndsWith(line, warning));
        }
    }

    [Theory]
    [InlineData(
        "<{0}><ServiceDelivery><ErrorCondition><Description>Request {1} failed</Description></ErrorCondition></ServiceDelivery></Siri>", 1)]
    [InlineData("<rss{1}/>", 1)]
    [InlineData("<{0}><ServiceDelivery><Delivery{1}/></ServiceDelivery></Siri>", 1)]
    public async Task Follow_WarningWhoseTextChanges_IsReportedOnce(string document, int expected)
    {
        List<string> warnings = [];
        var time = new SimulatedTime(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        var streams = new StandardStreams
        {
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            Error = TextWriter.Null,
            Time = time,
        };
        var follower = new Follower(new(path, new(null, null), new(XmlSource.Push, null)), streams, _ => { }, warnings.Add);
        for (var round = 0; round < 20; round++)
        {
            await File.WriteAllTextAsync(
                path,
                string.Format(System.Globalization.CultureInfo.InvariantCulture, document, Siri, round),
                TestContext.Current.CancellationToken);
            using var feed = new FileFeed(path, streams);
            await follower.PollOnceAsync(feed, TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(expected, warnings.Count);
    }

    [Fact]
    public async Task Follow_StandardInputWithNothingRecognized_Warns()
    {
        var result = await InProcess.RunAsync("<rss/>"u8.ToArray(), "-", "--follow");
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
        Assert.Contains("the root is rss", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Follow_EndlessUnknownDocument_Warns()
    {
        await File.WriteAllTextAsync(path, "<rss><item>", TestContext.Current.CancellationToken);
        using var sample = Sample.Start(readsOutput: false, path, "--follow", "--every", "20ms");
        Assert.Contains(
            "expected", await sample.Error.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Help_ListsTheExitCodes()
    {
        var help = string.Join(
            ' ', (await Sample.RunAsync("--help")).Text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("3 nothing was recognized, or the service reports an error", help);
        foreach (var option in new[] { "--header", "--zone", "--timeout", "https address" })
            Assert.Contains(option, help);
    }

    public void Dispose() => File.Delete(path);

    private static string Envelope(string soap, string body) =>
        $"<s:Envelope xmlns:s='{soap}'><s:Header><{Siri}><VehicleActivity/></Siri></s:Header><s:Body>{body}</s:Body></s:Envelope>";
}
