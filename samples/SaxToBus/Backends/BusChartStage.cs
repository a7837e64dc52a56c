using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>Runs the declared machine at its place in the pipeline, on our engine or another.</summary>
internal sealed class BusChartStage : Stage<SaxEvent, Bus>
{
    private readonly IStateMachine<BusChart.State, SaxKind> machine;

    /// <summary>Initializes the stage.</summary>
    /// <param name="next">Gets the records.</param>
    /// <param name="start">Starts the machine with its data.</param>
    internal BusChartStage(IObserver<Bus> next, Func<BusChart.Collection, IStateMachine<BusChart.State, SaxKind>> start)
        : base(next) => machine = start(new(new(), next.OnNext));

    /// <inheritdoc/>
    public override void OnNext(SaxEvent value)
    {
        if (BusChart.TriggerOf(value.Kind) is { } trigger)
            machine.Fire(trigger, value);
    }
}
