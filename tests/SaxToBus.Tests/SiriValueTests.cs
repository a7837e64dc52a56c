using System.Text;
using System.Text.Json;
using CoroFsm.Testing;

namespace SaxToBus.Tests;

/// <summary>Valid but rare SIRI values, in every form of the machine.</summary>
public sealed class SiriValueTests
{
    private static readonly string[] All = ["--route", "any", "--direction", "any", "--format", "json"];

    [Theory]
    [InlineData("<VehicleLocation><Coordinates>55.6 -4.6</Coordinates></VehicleLocation>", "55.6", "-4.6")]
    [InlineData("<VehicleLocation srsName='EPSG:4326'><Coordinates>\n 55.6,\t-4.6 </Coordinates></VehicleLocation>", "55.6", "-4.6")]
    [InlineData(
        "<VehicleLocation><Coordinates srsName='urn:ogc:def:crs:EPSG::4326'>55.6,-4.6</Coordinates></VehicleLocation>", "55.6", "-4.6")]
    [InlineData(
        "<VehicleLocation srsName='EPSG:27700'><Coordinates srsName='epsg:4326'>55.6 -4.6</Coordinates></VehicleLocation>", "55.6", "-4.6")]
    [InlineData(
        "<VehicleLocation><Longitude>1</Longitude><Latitude>2</Latitude><Coordinates>55.6 -4.6</Coordinates></VehicleLocation>", "2", "1")]
    [InlineData("<VehicleLocation><Longitude>1</Longitude><Longitude>9</Longitude><Latitude>2</Latitude></VehicleLocation>", "2", "1")]
    [InlineData("<VehicleLocation><Coordinates>5<!-- x -->5.<![CDATA[6 -4]]>.6</Coordinates></VehicleLocation>", "55.6", "-4.6")]
    public async Task Location_Coordinates_AreLatitudeAndLongitude(string location, string latitude, string longitude)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var (vehicle, error) = await ReadAsync(location, way);
            Assert.Equal(
                (latitude, longitude), (vehicle.GetProperty("latitude").GetString(), vehicle.GetProperty("longitude").GetString()));
            Assert.Single(error);
        }
    }

    [Theory]
    [InlineData(
        "<VehicleLocation srsName='EPSG:27700'><Coordinates>529090 179645</Coordinates></VehicleLocation>",
        "Coordinates \"529090 179645\": the system EPSG:27700 is not read; expected is EPSG:4326")]
    [InlineData("<VehicleLocation><Coordinates>55.6</Coordinates></VehicleLocation>", "Coordinates \"55.6\": expected is a latitude")]
    [InlineData(
        "<VehicleLocation><Coordinates>55.6 -4.6 7</Coordinates></VehicleLocation>", "Coordinates \"55.6 -4.6 7\": expected is a latitude")]
    [InlineData(
        "<VehicleLocation><Coordinates>55.6,,-4.6</Coordinates></VehicleLocation>", "Coordinates \"55.6,,-4.6\": expected is a latitude")]
    [InlineData("<VehicleLocation><Coordinates>95 -4.6</Coordinates></VehicleLocation>", "Coordinates \"95 -4.6\": expected is a latitude")]
    [InlineData(
        "<VehicleLocation><Coordinates>-4.6 181</Coordinates></VehicleLocation>", "Coordinates \"-4.6 181\": expected is a latitude")]
    public async Task Location_BadCoordinates_CountAsOneFault(string location, string message)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var (vehicle, error) = await ReadAsync(location, way);
            Assert.False(vehicle.TryGetProperty("latitude", out _));
            Assert.Contains(message, error[0]);
            Assert.StartsWith("-: 1 value is missing or malformed, and left out: bad Coordinates (1)", error[1]);
            Assert.Equal(3, error.Length);
        }
    }

    [Theory]
    [InlineData("DestinationName", "destinationName")]
    [InlineData("OriginName", "originName")]
    [InlineData("PublishedLineName", "lineName")]
    [InlineData("Bearing", "bearing")]
    public async Task Value_Repeated_UsesFirstValidOne(string element, string field)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var (vehicle, _) = await ReadAsync(
                $"<{element} xml:lang='en'/><{element} xml:lang='de'>12</{element}><{element} xml:lang='fr'>34</{element}>", way);
            Assert.Equal("12", vehicle.GetProperty(field).GetString());
        }
    }

    [Theory]
    [InlineData("2026-01-05T24:00:00Z", "2026-01-06T00:00:00+00:00")]
    [InlineData("2026-12-31T24:00:00.000+01:00", "2027-01-01T00:00:00+01:00")]
    [InlineData("2024-02-28T24:00:00-05:30", "2024-02-29T00:00:00-05:30")]
    [InlineData("2026-01-05T24:00:01Z", null)]
    [InlineData("2026-01-05T24:00:00.5Z", null)]
    [InlineData("2026-01-05T24:01:00Z", null)]
    [InlineData("2026-01-05T25:00:00Z", null)]
    [InlineData("9999-12-31T24:00:00Z", null)]
    public void TryTime_EndOfDay_IsTheNextMidnight(string value, string? expected)
    {
        Assert.Equal(expected is not null, XsdValue.TryTime(Encoding.UTF8.GetBytes(value), out var time));
        if (expected is not null)
            Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("Z", "2026-07-05T08:00:00", "2026-07-05T08:00:00+00:00")]
    [InlineData("+01:00", "2026-07-05T08:00:00.25", "2026-07-05T08:00:00.25+01:00")]
    [InlineData("-03:30", "2026-07-05T24:00:00", "2026-07-05T24:00:00-03:30")]
    [InlineData("Europe/London", "2026-07-05T08:00:00", "2026-07-05T08:00:00+01:00")]
    [InlineData("Europe/London", "2026-01-05T08:00:00", "2026-01-05T08:00:00+00:00")]
    [InlineData("Europe/London", "2026-01-05T08:00:00+05:00", "2026-01-05T08:00:00+05:00")]
    public async Task Zone_TimeWithoutZone_UsesIt(string zone, string time, string expected)
    {
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var (vehicle, error) = await ReadAsync("", $"--zone {zone} {way}", time);
            Assert.Equal(expected, vehicle.GetProperty("recorded").GetString());
            Assert.True(XsdValue.TryTime(Encoding.UTF8.GetBytes(expected), out _));
            Assert.DoesNotContain(error, line => line.Contains("RecordedAtTime", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Zone_MalformedTime_IsStillAFault() =>
        Assert.Contains(
            (await ReadAsync("", "--zone Z", "2026-13-05T08:00:00")).Error,
            line => line.Contains("RecordedAtTime \"2026-13-05T08:00:00\": expected is a time", StringComparison.Ordinal));

    [Fact]
    public async Task Follow_Zone_AppliesToBoard()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            path,
            Document("<VehicleLocation><Coordinates>1 2</Coordinates></VehicleLocation>", "2026-01-05T09:00:00"),
            TestContext.Current.CancellationToken);
        var streams = new StandardStreams
        {
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            Error = TextWriter.Null,
            Time = new SimulatedTime(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero)),
        };
        List<BoardRound> rounds = [];
        using var feed = new FileFeed(path, streams);
        var options = new FollowOptions(path, new(null, null), new(XmlSource.Push, null))
        {
            Zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(1), "x", "x"),
        };
        await new Follower(options, streams, rounds.Add, _ => { }).PollOnceAsync(feed, TestContext.Current.CancellationToken);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero), Assert.Single(Assert.Single(rounds).Vehicles).Recorded);
        File.Delete(path);
    }

    private static string Document(string content, string time) =>
        $"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><RecordedAtTime>{time}</RecordedAtTime><MonitoredVehicleJourney><LineRef>"
            + $"9</LineRef><VehicleRef>V</VehicleRef>{content}</MonitoredVehicleJourney></VehicleActivity></Siri>";

    private static async Task<(JsonElement Vehicle, string[] Error)> ReadAsync(
        string content, string way, string time = "2026-01-05T08:00:00Z")
    {
        var result = await InProcess.RunAsync(Encoding.UTF8.GetBytes(Document(content, time)), ["-", .. All, .. way.Split(' ')]);
        Assert.Equal(0, result.ExitCode);
        return (Assert.Single(JsonDocument.Parse(result.Output).RootElement.EnumerateArray()), result.ErrorLines);
    }
}
