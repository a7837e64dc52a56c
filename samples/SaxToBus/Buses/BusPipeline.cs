using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus;

/// <summary>The stages between the events of a feed and the rows that are shown.</summary>
internal sealed class BusPipeline : IDisposable
{
    private readonly Stage<SaxEvent, Bus> buses;

    /// <summary>Builds the stages, from the last to the first.</summary>
    /// <param name="backend">What runs the machine that finds the buses.</param>
    /// <param name="filter">Which buses are shown.</param>
    /// <param name="rows">Where they are shown.</param>
    /// <param name="tally">Counts what passes.</param>
    /// <param name="faults">Gets what is missing or malformed.</param>
    public BusPipeline(Backend backend, BusFilter filter, IBusWriter rows, Tally tally, FeedFaults faults)
    {
        var shown = Stage.Filter(filter.Matches, Stage.Tap(_ => tally.Shown++, Sink.To<Bus>(rows.Write)));
        buses = BusMachine.Create(backend, Stage.Tap(_ => tally.Read++, shown), faults);
        Entry = new EventCount(tally, buses);
    }

    /// <summary>Gets where the events go in.</summary>
    public IObserver<SaxEvent> Entry { get; }

    /// <summary>Gets the entry for events that are counted elsewhere.</summary>
    public IObserver<SaxEvent> UncountedEntry => buses;

    /// <inheritdoc/>
    public void Dispose() => (buses as IDisposable)?.Dispose();

    /// <summary>A class, and not a <see cref="Stage.Tap{T}(Action{T}, IObserver{T})"/>: every event of the feed passes here.</summary>
    private sealed class EventCount(Tally tally, IObserver<SaxEvent> next) : Stage<SaxEvent, SaxEvent>(next)
    {
        public override void OnNext(SaxEvent value)
        {
            tally.Events++;
            Next.OnNext(value);
        }
    }
}
