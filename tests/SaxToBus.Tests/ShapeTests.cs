using System.Globalization;
using System.Text;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;
using CoroFsm.TestSupport;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>Each shape, in each of its forms.</summary>
public sealed class ShapeTests
{
    /// <summary>A document of elements that a shape recognizes, at positions where it does and where it does not.</summary>
    private static readonly Gen<string> AnyFeed =
        from root in Gen.Elements(
            "Siri xmlns='http://www.siri.org.uk/siri'",
            "Siri xmlns='urn:x'",
            "buses",
            "bus",
            "s:Siri xmlns:s='http://www.siri.org.uk/siri'")
        from content in Gen.Sized(size => Content(Math.Min(size / 8, 5)))
        from wrapped in Gen.Elements(
            "{0}",
            "{0}",
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header/><e:Body>{0}</e:Body></e:Envelope>",
            "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><x>{0}</x><e:Fault>{0}</e:Fault></e:Body>"
                + "{0}</e:Envelope>",
            "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'><Body><Fault><Reason><Text>{0}</Text></Reason></Fault></Body>"
                + "</Envelope>")
        select wrapped.Replace("{0}", $"<{root}>{content}</{root.Split(' ')[0]}>", StringComparison.Ordinal);

    public static TheoryData<string> AllBackends => [.. Enum.GetNames<Backend>()];

    [Property(MaxTest = 300)]
    public Property Read_AnyFeedOfAnyShape_IsEqualInEachForm() => Prop.ForAll(AnyFeed.ToArbitrary(), feed =>
    {
        var expected = Read(feed, Backend.Coroutine, XmlSource.Push);
        foreach (var backend in Enum.GetValues<Backend>())
        {
            foreach (var source in Enum.GetValues<XmlSource>())
                Assert.Equal(expected, Read(feed, backend, source));
        }
    });

    [Theory]
    [MemberData(nameof(AllBackends))]
    public void Read_Vehicle_IsEmittedWithItsLastEvent(string backend)
    {
        List<Bus> buses = [];
        var machine = BusMachine.Create(Enum.Parse<Backend>(backend), Sink.To<Bus>(buses.Add), new());
        using var parser = new XmlPushParser(machine);
        parser.Feed(
            Encoding.UTF8.GetBytes($"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><MonitoredVehicleJourney/></VehicleActivity"));
        Assert.Empty(buses);
        parser.Feed(">"u8);
        Assert.Single(buses);
    }

    [Theory]
    [MemberData(nameof(AllBackends))]
    public void Read_TargetThrowsAtVehicle_ThrowsAndEmitsNothingMore(string backend)
    {
        var emitted = 0;
        var machine = BusMachine.Create(
            Enum.Parse<Backend>(backend), Sink.To<Bus>(_ => throw new InvalidTimeZoneException($"{++emitted}")), new());
        var feed = $"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity/><VehicleActivity/></Siri>";
        Assert.Equal("1", Assert.Throws<InvalidTimeZoneException>(() => new XmlReaderSource(new StringReader(feed)).Run(machine)).Message);
    }

    [Theory]
    [InlineData("<buses><bus>", "<f>1</f><g/>\n")]
    [InlineData(
        $"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><MonitoredVehicleJourney>",
        "<LineRef>7</LineRef><Bearing>1.5</Bearing><X><Y/>x</X><VehicleLocation><Latitude>5</Latitude></VehicleLocation>\n")]
    public void Statechart_Event_AllocatesNothing(string start, string within)
    {
        using var parser = new XmlPushParser(BusMachine.Create(Backend.Statechart, Sink.To<Bus>(_ => { }), new()));
        parser.Feed(Encoding.UTF8.GetBytes(start));
        var piece = Encoding.UTF8.GetBytes(within);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 200; i++)
                parser.Feed(piece);
        }));
    }

    private static Gen<string> Content(int size)
    {
        var text = Gen.Elements(
            "", " ", "1", "-91", "5 6", "false", "PT1M", "2026-01-05T08:00:00Z", "2026-01-05T08:00:00", "<![CDATA[2]]>", "\n", "&lt;");
        return size == 0
            ? text
            : Gen.Frequency(
                (1, text),
                (4, Gen.Choose(1, 3).SelectMany(count => Element(size - 1).ArrayOf(count)).Select(string.Concat)),
                (2, Vehicle(size / 2)));
    }

    private static Gen<string> Element(int size) =>
        from name in Gen.Elements(
            "VehicleActivity", "MonitoredVehicleJourney", "VehicleLocation", "Latitude", "Longitude", "LineRef", "VehicleRef",
            "RecordedAtTime", "Bearing", "Delay", "Coordinates", "Coordinates srsName='EPSG:1'", "Status", "ErrorCondition",
            "VehicleMonitoringDelivery", "StopMonitoringDelivery", "bus", "id", "Extra", "x:LineRef xmlns:x='urn:x'")
        from content in Content(size)
        select $"<{name}>{content}</{name.Split(' ')[0]}>";

    private static Gen<string> Vehicle(int size) =>
        from before in Content(size)
        from within in Content(size)
        from position in Content(size)
        select $"<VehicleActivity>{before}<MonitoredVehicleJourney>{within}<VehicleLocation>{position}</VehicleLocation>"
            + "</MonitoredVehicleJourney></VehicleActivity>";

    private static string[] Read(string feed, Backend backend, XmlSource source)
    {
        List<string> read = [];
        var faults = new FeedFaults();
        var machine = BusMachine.Create(
            backend, Sink.To<Bus>(bus => read.Add(string.Join('|', bus.Select(f => $"{f.Key}={f.Value}")))), faults);
        using var stage = machine as IDisposable;
        new FeedParser(source, ChunkSize: null).Run(new MemoryStream(Encoding.UTF8.GetBytes(feed)), machine);
        return
        [
            .. read,
            .. faults.Content.Lines("", read.Count, isComplete: true).Select(line => line.Line),
            faults.Count.ToString(CultureInfo.InvariantCulture),
            .. faults.Lines(""),
        ];
    }
}
