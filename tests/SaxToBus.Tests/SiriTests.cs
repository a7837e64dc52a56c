using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace SaxToBus.Tests;

/// <summary>The output for a SIRI-VM feed.</summary>
public sealed class SiriTests
{
    private static readonly string[] All = ["--route", "any", "--direction", "any"];

    private static readonly (string Element, string Field)[] Fields =
    [
        ("VehicleRef", "id"), ("LineRef", "route"), ("PublishedLineName", "lineName"), ("DirectionRef", "direction"),
        ("Latitude", "latitude"), ("Longitude", "longitude"),
        ("Bearing", "bearing"), ("RecordedAtTime", "recorded"), ("Delay", "delay"), ("OperatorRef", "operator"), ("OriginRef", "origin"),
        ("OriginName", "originName"),
        ("DestinationRef", "destination"), ("DestinationName", "destinationName"),
    ];

    /// <summary>Gets each backend with each source, on one thread and on two, with small chunks and with the default ones.</summary>
    public static TheoryData<string> Ways =>
    [
        .. from backend in Enum.GetNames<Backend>()
           from source in new[] { "push", "xmlreader", "push --threads", "xmlreader --threads", "push --chunk 1", "xmlreader --chunk 7" }
           select $"--backend {backend} --source {source}",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Siri_RealSample_GivesEachVehicleWithItsValues(string way)
    {
        var path = Feeds.RealOrSkip("bods-vm-sample.xml", "siri");
        var result = await InProcess.RunAsync([], [path, .. All, "--format", "json", .. way.Split(' ')]);
        var vehicles = Read(result.Output);
        Assert.Equal(2, vehicles.Length);
        Assert.Equal(Model(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)), vehicles);
        Assert.Contains("\"id\": \"STWS-37498\"", result.Text);
        Assert.Contains("\"latitude\": \"55.6348305\"", result.Text);
        Assert.StartsWith("2 buses read, 2 shown", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Siri_Generated_EqualsTheModel(string way)
    {
        var feed = await GeneratedAsync(60);
        var result = await InProcess.RunAsync(feed, ["-", .. All, "--format", "json", .. way.Split(' ')]);
        Assert.Equal(60, Read(result.Output).Length);
        Assert.Equal(Model(feed), Read(result.Output));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Siri_Generated_EqualsGolden(string way)
    {
        var result = await InProcess.RunAsync(
            await GeneratedAsync(600), ["-", "--route", "22", "--direction", "inbound", "--format", "csv", .. way.Split(' ')]);
        Assert.Equal(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Goldens", "siri-route22-inbound.csv"), TestContext.Current.CancellationToken),
            result.Text);
    }

    [Fact]
    public async Task Generate_LongerSiriFeed_StartsLikeShorterOne()
    {
        var longer = Encoding.UTF8.GetString(await GeneratedAsync(60));
        var shorter = Encoding.UTF8.GetString(await GeneratedAsync(20));
        Assert.StartsWith(shorter[..shorter.LastIndexOf("    </VehicleMonitoringDelivery>", StringComparison.Ordinal)], longer);
        Assert.NotEqual(longer, (await InProcess.RunAsync([], "generate", "--shape", "siri", "--buses", "60", "--seed", "6")).Text);
    }

    [Theory]
    [InlineData(
        "<Latitude>55,6</Latitude><Longitude>-4.6</Longitude>",
        "VehicleLocation",
        "(4,22): Latitude \"55,6\": expected is a number from -90 to 90",
        "latitude")]
    [InlineData(
        "<Latitude>91</Latitude><Longitude>-4.6</Longitude>",
        "VehicleLocation",
        "(4,22): Latitude \"91\": expected is a number from -90 to 90",
        "latitude")]
    [InlineData("<Latitude>NaN</Latitude><Longitude>-4.6</Longitude>", "VehicleLocation", "(4,22): Latitude \"NaN\"", "latitude")]
    [InlineData("<Latitude>5</Latitude><Longitude>-180.5</Longitude>", "VehicleLocation", "(4,45): Longitude \"-180.5\"", "longitude")]
    [InlineData("<Latitude>5</Latitude>", "VehicleLocation", "(3,1): the vehicle V1 has no position", "longitude")]
    [InlineData("<Latitude></Latitude><Longitude>-4.6</Longitude>", "VehicleLocation", "(4,22): Latitude: the value is empty", "latitude")]
    [InlineData("north", "Bearing", "(4,12): Bearing \"north\"", "bearing")]
    [InlineData("two minutes", "Delay", "(4,12): Delay \"two minutes\": expected is a duration", "delay")]
    [InlineData("PT", "Delay", "(4,12): Delay \"PT\": expected is a duration", "delay")]
    [InlineData(
        "2026-01-05T08:00:00", "RecordedAtTime", "(4,12): RecordedAtTime \"2026-01-05T08:00:00\": the time tells no zone", "recorded")]
    [InlineData(
        "2026-13-05T08:00:00Z", "RecordedAtTime", "(4,12): RecordedAtTime \"2026-13-05T08:00:00Z\": expected is a time", "recorded")]
    public async Task Siri_BadValue_IsCountedWithPositionAndOmitted(string value, string element, string message, string field)
    {
        var feed = Vehicle("V1", element, value);
        foreach (var way in Ways)
        {
            var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(feed), ["-", .. All, "--format", "json", .. way.Data.Split(' ')]);
            Assert.Equal(0, result.ExitCode);
            Assert.Contains(result.ErrorLines, line => line.StartsWith($"-{message}", StringComparison.Ordinal));
            Assert.Contains(result.ErrorLines, line => line.StartsWith("-: 1 value is missing or malformed", StringComparison.Ordinal));
            var vehicles = Read(result.Output);
            Assert.Equal(2, vehicles.Length);
            Assert.DoesNotContain($"{field}=", vehicles[0]);
            Assert.Contains("id=V1", vehicles[0]);
            Assert.Contains("id=V2", vehicles[1]);
        }
    }

    [Theory]
    [InlineData("2026-01-05T08:00:00.123456789+01:00", "RecordedAtTime", "recorded")]
    [InlineData(" 2026-01-05T08:00:00-11:30\n", "RecordedAtTime", "recorded")]
    [InlineData("-P1DT2H3M4.5S", "Delay", "delay")]
    [InlineData("<![CDATA[PT1]]>M<!-- c -->30S", "Delay", "delay")]
    [InlineData("+359.5", "Bearing", "bearing")]
    public async Task Siri_UnusualValue_IsShownUnchanged(string value, string element, string field)
    {
        var result = await InProcess.RunAsync(
            Encoding.UTF8.GetBytes(Vehicle("V1", element, value)), ["-", .. All, "--format", "json", "--chunk", "1"]);
        Assert.Single(result.ErrorLines);
        var expected = XElement.Parse($"<v>{value}</v>").Value.Trim();
        Assert.Contains($"|{field}={expected}", Read(result.Output)[0]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Siri_FaultyFeed_IsCountedWithTheSamePositions(string way)
    {
        const string Feed = $"""
        <Siri xmlns='{SiriFeed.Namespace}'>
        <VehicleActivity>
          <RecordedAtTime>2026-01-05T08:00:00</RecordedAtTime>
          <MonitoredVehicleJourney>
            <LineRef>7<Note>not <LineRef>8</LineRef> this</Note></LineRef>
            <Bearing>north</Bearing><Bearing>90</Bearing><Bearing/>
            <Extra><VehicleRef>wrong</VehicleRef><VehicleLocation><Latitude>1</Latitude></VehicleLocation></Extra>
            <VehicleLocation><Altitude><Latitude>2</Latitude></Altitude><Latitude>95</Latitude><Longitude> 5 </Longitude></VehicleLocation>
            <Delay><![CDATA[PT]]></Delay>
          </MonitoredVehicleJourney>
        </VehicleActivity>
        <VehicleActivity/>
        <Extra><VehicleActivity><MonitoredVehicleJourney><VehicleRef>V2</VehicleRef></MonitoredVehicleJourney></VehicleActivity></Extra>
        </Siri>
        """;
        var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(Feed), ["-", .. All, "--format", "json", .. way.Split(' ')]);
        Assert.Equal(["|route=7|longitude=5|bearing=90", "", "|id=V2"], Read(result.Output));
        Assert.Equal(
            [
                "-(3,19): RecordedAtTime \"2026-01-05T08:00:00\": the time tells no zone; expected is Z or an offset such as +01:00",
                "-(6,14): Bearing \"north\": expected is a number from 0 to 360",
                "-(6,50): Bearing: the value is empty",
                "-(8,75): Latitude \"95\": expected is a number from -90 to 90",
                "-(9,12): Delay \"PT\": expected is a duration such as PT1M30S",
                "-(2,1): the vehicle has no VehicleRef",
                "-(12,1): the vehicle has no VehicleRef",
                "-(12,1): the vehicle has no LineRef",
                "-(12,1): the vehicle has no RecordedAtTime",
                "-(12,1): the vehicle has no position: Latitude and Longitude in VehicleLocation",
                "-(13,8): the vehicle V2 has no LineRef",
                "-(13,8): the vehicle V2 has no RecordedAtTime",
                "-(13,8): the vehicle V2 has no position: Latitude and Longitude in VehicleLocation",
                "-: 13 values are missing or malformed, and left out: bad RecordedAtTime (1), bad Bearing (2), bad Latitude (1), bad Delay "
                    + "(1), no VehicleRef (2), no LineRef (2), no RecordedAtTime (2), no position (2)",
            ],
            result.ErrorLines[..^1]);
    }

    [Fact]
    public async Task Siri_ManyFaults_AreCountedAndFirstOnesReported()
    {
        var feed = $"<Siri xmlns='{SiriFeed.Namespace}'>{string.Concat(Enumerable.Repeat("<VehicleActivity/>", 1000))}</Siri>";
        var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(feed), ["-", .. All]);
        Assert.Equal(FeedFaults.MaxReported + 2, result.ErrorLines.Length);
        Assert.Equal(
            "-: 4,000 values are missing or malformed, and left out: no VehicleRef (1000), no LineRef (1000), no RecordedAtTime (1000), no "
                + "position (1000)",
            result.ErrorLines[^2]);
        Assert.StartsWith("1,000 buses read", result.ErrorLines[^1]);
    }

    [Fact]
    public async Task Siri_Prefixes_AreAccepted()
    {
        var feed = Vehicle("V1", "Bearing", "7").Replace("xmlns=", "xmlns:s=", StringComparison.Ordinal).Replace(
            "</", "</s:", StringComparison.Ordinal);
        feed = System.Text.RegularExpressions.Regex.Replace(
            feed, "<(?=[A-Z])", "<s:", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(feed), ["-", .. All, "--format", "json"]);
        Assert.Equal(2, Read(result.Output).Length);
        Assert.Single(result.ErrorLines);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Siri_OtherNamespace_IsReported(string way)
    {
        var result = await InProcess.RunAsync(
            "<Siri xmlns='urn:other'><VehicleActivity/></Siri>"u8.ToArray(), ["-", .. All, .. way.Split(' ')]);
        Assert.Equal((3, 2), (result.ExitCode, result.ErrorLines.Length));
        Assert.Equal(
            $"-(1,1): the root is Siri in the namespace \"urn:other\"; expected is Siri in the namespace \"{SiriFeed.Namespace}\", or "
                + "buses",
            result.ErrorLines[0]);
        Assert.StartsWith("0 buses read", result.ErrorLines[^1]);
    }

    [Fact]
    public async Task Siri_ForeignElementsOfSameName_AreIgnored()
    {
        var feed = Vehicle("V1", "Bearing", "7").Replace(
            "<LineRef>",
            "<Extra><LineRef>wrong</LineRef></Extra><x:LineRef xmlns:x='urn:x'>wrong</x:LineRef><LineRef>",
            StringComparison.Ordinal);
        var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(feed), ["-", .. All, "--format", "csv"]);
        Assert.Equal("9,V1,\"\",1,2\n9,V2,\"\",1,2\n", result.Text);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Bus_AsRoot_IsRead(string way) =>
        Assert.Equal(
            "1,2,\"\",,\n",
            (await InProcess.RunAsync(
                "<bus><id>2</id><route>1</route></bus>"u8.ToArray(), ["-", .. All, "--format", "csv", .. way.Split(' ')])).Text);

    /// <summary>Creates a feed of two vehicles; the given value is on line 4 of the first, after eleven columns.</summary>
    private static string Vehicle(string id, string element, string value)
    {
        return $"<Siri xmlns='{SiriFeed.Namespace}'>\n\n{One(id, element, value)}\n{One("V2", "", "")}</Siri>";

        static string One(string id, string element, string value)
        {
            var time = element == "RecordedAtTime" ? Tag(element, value) : "<RecordedAtTime>2026-01-05T08:00:00Z</RecordedAtTime>";
            var location = element == "VehicleLocation"
                ? Tag(element, value)
                : "<VehicleLocation><Latitude>1</Latitude><Longitude>2</Longitude></VehicleLocation>";
            var other = element is "Bearing" or "Delay" ? Tag(element, value) : "";
            return $"<VehicleActivity>{time}<MonitoredVehicleJourney><LineRef>9</LineRef>{location}{other}<VehicleRef>{id}</VehicleRef>"
                + "</MonitoredVehicleJourney></VehicleActivity>";
        }

        static string Tag(string element, string value) => $"<{element}\n          >{value}</{element}>";
    }

    private static async Task<byte[]> GeneratedAsync(int vehicles) =>
        (await InProcess.RunAsync([], "generate", "--shape", "siri", "--buses", $"{vehicles}", "--seed", "5")).Output;

    /// <summary>Reads a feed with LINQ to XML.</summary>
    private static string[] Model(byte[] feed)
    {
        XNamespace siri = SiriFeed.Namespace;
        return
        [
            .. XDocument.Load(new MemoryStream(feed)).Descendants(siri + "VehicleActivity").Select(vehicle => string.Concat(
                from field in Fields
                let element = vehicle.Descendants(siri + field.Element).SingleOrDefault()
                where element is not null
                select $"|{field.Field}={element.Value.Trim()}")),
        ];
    }

    private static string[] Read(byte[] json) =>
        [
            .. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(
                bus => string.Concat(bus.EnumerateObject().Select(f => $"|{f.Name}={f.Value.GetString()}"))),
        ];
}
