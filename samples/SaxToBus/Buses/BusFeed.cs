using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>The machine: turns the events of a feed into records of buses.</summary>
/// <remarks>Beazley's machine of two states, look for a bus and collect it until its end, is two places where this code waits.</remarks>
internal static class BusFeed
{
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

    /// <summary>Collects a bus that is the root of its document.</summary>
    public static Coroutine<Bus> ReadOne(Inbox<SaxEvent> sax) => Bus(sax, new());

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
