using CoroFsm;
using CoroFsm.Parsers;
using CoroFsm.Stateless;

namespace SaxToBus;

/// <summary>The machine that finds the buses, on each backend.</summary>
internal static class BusMachine
{
    /// <summary>Makes the stage that turns the events of a feed into records of buses.</summary>
    /// <param name="backend">What it runs on.</param>
    /// <param name="next">Gets each record as soon as it is complete.</param>
    /// <param name="faults">Gets what is missing or malformed in shapes that have rules for it.</param>
    /// <remarks>The coroutine reads feeds of all shapes (<see cref="FeedShape"/>); the others are there to be compared with it, and read the shape of the course.</remarks>
    public static Stage<SaxEvent, Bus> Create(Backend backend, IObserver<Bus> next, FeedFaults faults) => backend switch
    {
        Backend.Generator => Stage.To<SaxEvent, Bus>(next, (sax, emit) => sax.Run(BusGenerator.Read(sax, emit))),
        Backend.Statechart => new BusChartStage(next, data => BusChart.Chart.Start(BusChart.State.BeforeRoot, data)),
        Backend.Stateless => new BusChartStage(next, data => BusChart.Chart.StartOnStateless(BusChart.State.BeforeRoot, data)),
        _ => Stage.To<SaxEvent, Bus>(next, (sax, emit) => FeedShape.ReadAny(sax, emit, faults)),
    };
}
