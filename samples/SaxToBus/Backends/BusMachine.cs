using CoroFsm;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus;

/// <summary>
/// The machine that finds the buses, on each backend: it waits for the root of the feed, and leaves the rest to the shape that the root
/// identifies.
/// </summary>
internal static class BusMachine
{
    /// <summary>Makes the stage that turns the events of a feed into records of buses.</summary>
    /// <param name="backend">What it runs on.</param>
    /// <param name="next">Gets each record as soon as it is complete.</param>
    /// <param name="faults">Gets what is missing or malformed in shapes that have rules for it.</param>
    public static Stage<SaxEvent, Bus> Create(Backend backend, IObserver<Bus> next, FeedFaults faults) => backend switch
    {
        Backend.Generator => Stage.To<SaxEvent, Bus>(next, (sax, emit) => sax.Run(Iterate(sax, emit, faults))),
        Backend.Statechart or Backend.Stateless => new FeedChartStage(backend, next, faults),
        _ => Stage.To<SaxEvent, Bus>(next, (sax, emit) => Read(sax, emit, faults)),
    };

    private static async Coroutine Read(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults)
    {
        var root = new FeedRoot(faults);
        await foreach (var e in sax)
        {
            if (root.Find(e) is { } shape)
                await shape.Coroutine(sax, emit, faults);
        }
    }

    private static IEnumerable<Wait> Iterate(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults)
    {
        var root = new FeedRoot(faults);
        while (true)
        {
            yield return sax.MoveNextAsync();
            if (sax.IsCompleted)
                yield break;
            if (root.Find(sax.Current) is { } shape)
                yield return sax.Run(shape.Generator(sax, emit, faults));
        }
    }
}
