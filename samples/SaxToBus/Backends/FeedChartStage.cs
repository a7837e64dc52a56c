using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus;

/// <summary>Runs the declared machine as a stage of the pipeline, on our engine or another.</summary>
/// <param name="backend">What it runs on.</param>
/// <param name="next">Gets the records.</param>
/// <param name="faults">Gets what is missing or malformed.</param>
internal sealed class FeedChartStage(Backend backend, IObserver<Bus> next, FeedFaults faults) : Stage<SaxEvent, Bus>(next)
{
    private readonly Action<Bus> emit = next.OnNext;
    private readonly FeedRoot root = new(faults);

    /// <summary>Takes the events of the feed; null before its root.</summary>
    private Action<SaxEvent>? machine;

    /// <inheritdoc/>
    public override void OnNext(SaxEvent value)
    {
        if (machine is null)
        {
            if (root.Find(value) is not { } shape)
                return;
            machine = shape.Chart(backend, emit, faults);
        }

        machine(value);
    }
}
