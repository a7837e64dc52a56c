using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>The machine for the shape of the course: turns the events of a feed into records of buses.</summary>
/// <remarks>The two states of Beazley's machine, look for a bus and collect it until its end, are two waits of this code.</remarks>
internal static class BusFeed
{
    /// <summary>What such a feed is recognised by: any root that is not another shape's is taken for it.</summary>
    public static readonly FeedShape Shape = new("buses", "", "buses")
    {
        Coroutine = static (sax, emit, _) => ReadRoot(sax, emit),
        Generator = static (sax, emit, _) => BusIterator.Read(sax, emit),
        Chart = static (backend, emit, _) => BusChart.StartOn(backend, emit),
    };

    /// <summary>Finds each bus of a feed and emits its record as soon as it is complete.</summary>
    public static async Coroutine Read(Inbox<SaxEvent> sax, Action<Bus> emit)
    {
        var fields = new BusBuilder();
        await foreach (var e in sax)
        {
            if (BusBuilder.IsStartOfBus(e))
                emit(await Bus(sax, fields));
        }
    }

    /// <summary>Reads a document from its root, which may be a bus itself.</summary>
    private static async Coroutine ReadRoot(Inbox<SaxEvent> sax, Action<Bus> emit)
    {
        if (BusBuilder.IsStartOfBus(sax.Current))
            emit(await Bus(sax, new()));
        await Read(sax, emit);
    }

    private static async Coroutine<Bus> Bus(Inbox<SaxEvent> sax, BusBuilder fields)
    {
        while (true)
        {
            var e = await sax.Receive();
            if (fields.IsEndOfBus(e))
                return fields.Build();
            fields.Take(e);
        }
    }
}
