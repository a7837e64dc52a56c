using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;
using Fields = System.Collections.Generic.IReadOnlyDictionary<string, string>;

namespace CoroFsm.Parsers.Tests.Course;

/// <summary>The course's main example: events become buses, which are filtered, and their positions are printed.</summary>
public sealed class Buses
{
    private const string Feed = """
        <?xml version="1.0"?>
        <buses>
          <bus><id>7574</id><route>147</route><direction>North Bound</direction>
            <latitude>41.87</latitude><longitude>-87.62</longitude></bus>
          <bus><id>1485</id><route>22</route><direction>North Bound</direction>
            <latitude>41.88</latitude><longitude>-87.63</longitude></bus>
          <bus><id>1629</id><route>22</route><direction>South Bound</direction>
            <latitude>42.01</latitude><longitude>-87.67</longitude></bus>
        </buses>
        """;

    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void Feed_BusesFilteredByTwoFields_PrintsTheirPositions()
    {
        new XmlReaderSource(new StringReader(Feed)).Run(Locations("22", "North Bound"));
        Assert.Equal("22,1485,\"North Bound\",41.88,-87.63\n", output.ToString());
    }

    [Fact]
    public void Feed_TruncatedWithinBus_EmitsNoPartialBusAndNotifiesSink()
    {
        List<string> ids = [];
        Exception? failure = null;
        var end = Sink.To<Fields>(bus => ids.Add(bus["id"]), onError: error => failure = error);
        var source = new XmlReaderSource(new StringReader(Feed[..Feed.IndexOf("South", StringComparison.Ordinal)]));
        var thrown = Assert.Throws<XmlException>(() => source.Run(Stage.To<SaxEvent, Fields>(end, ToDictionaries)));
        Assert.Equal(["7574", "1485"], ids);
        Assert.Same(thrown, failure);
    }

    [Fact]
    public void RealFeed_Route22NorthBound_GivesGoldenRows()
    {
        using var feed = File.OpenRead(RealFeed.FindOrSkip("cta/allroutes.xml"));
        new XmlReaderSource(feed).Run(Locations("22", "North Bound"));
        Assert.Equal(File.ReadAllText(RealFeed.FindOrSkip("cta/route22-northbound.golden.csv")), output.ToString());
    }

    [Fact]
    public void RealFeed_AllBuses_AreFoundOnce()
    {
        List<Fields> buses = [];
        using var feed = File.OpenRead(RealFeed.FindOrSkip("cta/allroutes.xml"));
        new XmlReaderSource(feed).Run(Stage.To<SaxEvent, Fields>(Sink.To(buses), ToDictionaries));
        Assert.Equal(863, buses.Count);
        Assert.All(buses, bus => Assert.InRange(bus.Count, 12, 13));
    }

    private static Stage<Fields> OnField(string field, string value, IObserver<Fields> next) =>
        Stage.Filter(bus => bus.GetValueOrDefault(field) == value, next);

    private static async Coroutine ToDictionaries(Inbox<SaxEvent> events, Action<Fields> emit)
    {
        await foreach (var e in events)
        {
            if (e.IsStart("bus"))
                emit(await Bus(events));
        }
    }

    private static async Coroutine<Fields> Bus(Inbox<SaxEvent> events)
    {
        var fields = new Dictionary<string, string>();
        var text = "";
        while (true)
        {
            var e = await events.Receive();
            if (e.IsEnd("bus"))
                return fields;

            if (e.Kind == SaxKind.StartElement)
                text = "";
            else if (e.Kind == SaxKind.EndElement)
                fields[e.Name] = text;
            else
                text += e.GetText();
        }
    }

    private CoroutineStage<SaxEvent, Fields> Locations(string route, string direction) =>
        Stage.To<SaxEvent, Fields>(
            OnField("route", route, OnField("direction", direction, Sink.To<Fields>(bus =>
                output.WriteLine($"{bus["route"]},{bus["id"]},\"{bus["direction"]}\",{bus["latitude"]},{bus["longitude"]}")))),
            ToDictionaries);
}
