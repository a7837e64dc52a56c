using CoroFsm;
using CoroFsm.Parsers.Xml;
using static SaxToBus.Tests.TramParts;

namespace SaxToBus.Tests;

/// <summary>The feed shape that the page on feeds shows.</summary>
internal static class TramFeed
{
    public static readonly FeedShape Shape = new("trams", "urn:example:trams", "trams")
    {
        Coroutine = Read,
        Generator = TramIterator.Read,
        Chart = TramChart.StartOn,
    };

    private static async Coroutine Read(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults)
    {
        var fields = new BusBuilder();
        await foreach (var e in sax)
        {
            if (e.IsStart("tram"))
                emit(await Tram(sax, fields));      // a coroutine for each level of the document
        }
    }
}

/// <summary>What the page omits: here a tram has the fields of a bus.</summary>
internal static class TramParts
{
    internal static async Coroutine<Bus> Tram(Inbox<SaxEvent> sax, BusBuilder fields)
    {
        while (await sax.Receive() is var e && !e.IsEnd("tram"))
            fields.Take(e);
        return fields.Build();
    }

    internal static class TramIterator
    {
        public static IEnumerable<Wait> Read(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults) =>
            BusFeed.Shape.Generator(sax, emit, faults);
    }

    internal static class TramChart
    {
        public static Action<SaxEvent> StartOn(Backend backend, Action<Bus> emit, FeedFaults faults) =>
            BusFeed.Shape.Chart(backend, emit, faults);
    }
}
