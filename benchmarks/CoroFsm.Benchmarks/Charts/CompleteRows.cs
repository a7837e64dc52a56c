using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Statecharts;

namespace CoroFsm.Benchmarks.Charts;

/// <summary>Measures the parts of charts that Stateless does not have.</summary>
internal static class CompleteRows
{
    internal static Case[] Create() =>
    [
        new RegionRow("regions/2", regions: 2),
        new RegionRow("regions/8", regions: 8),
        new TogglingRow("history", HistoryChart()),
        new TogglingRow("eventless", EventlessChart()),
        new TogglingRow("timer", TimerChart()),
        new SnapshotRow("snapshot", regions: 8),
    ];

    /// <summary>Creates regions, each of which is the ring of the flat chart: each handles each trigger.</summary>
    internal static Statechart<int, Signal> RegionChart(int regions) => Statechart.Build<int, Signal>(chart =>
    {
        const int All = 0;
        chart.Configure(All).Parallel();
        for (var region = 1; region <= regions; region++)
        {
            var first = region * 10;
            chart.Configure(first + 9).SubstateOf(All).InitialTransition(first);
            for (var place = 0; place < 4; place++)
            {
                var state = chart.Configure(first + place).SubstateOf(first + 9);
                for (var signal = Signal.Go; signal <= Signal.Four; signal++)
                {
                    if ((int)signal == place)
                        state.Permit(signal, first + ((place + 1) % 4));
                    else
                        state.Ignore(signal);
                }
            }
        }
    });

    /// <summary>Leaves a state with two regions, and comes back to where it was: two triggers.</summary>
    private static Statechart<Place, Signal> HistoryChart() => Statechart.Build<Place, Signal>(chart =>
    {
        chart.Configure(Place.InA).Parallel().Permit(Signal.Go, Place.B);
        chart.Configure(Place.A).SubstateOf(Place.InA);
        chart.Configure(Place.C).SubstateOf(Place.InA);
        chart.Configure(Place.DeepInA).HistoryOf(Place.InA, History.Deep);
        chart.Configure(Place.B).Permit(Signal.Go, Place.DeepInA);
    });

    /// <summary>Each trigger leads to a state that is left at once.</summary>
    private static Statechart<Place, Signal> EventlessChart() => Statechart.Build<Place, Signal>(chart =>
    {
        chart.Configure(Place.A).Permit(Signal.Go, Place.C);
        chart.Configure(Place.C).PermitAlways(Place.B);
        chart.Configure(Place.B).Permit(Signal.Go, Place.D);
        chart.Configure(Place.D).PermitAlways(Place.A);
    });

    /// <summary>Each trigger stops a timer and starts one.</summary>
    private static Statechart<Place, Signal> TimerChart() => Statechart.Build<Place, Signal>(chart =>
    {
        chart.Configure(Place.A).Permit(Signal.Go, Place.B).PermitAfter(TimeSpan.FromDays(1), Place.B);
        chart.Configure(Place.B).Permit(Signal.Go, Place.A).PermitAfter(TimeSpan.FromDays(1), Place.A);
    });
}

/// <summary>Triggers that are handled in each of several regions.</summary>
internal sealed class RegionRow(string name, int regions) : Case(name, "flat/chart")
{
    private static readonly Signal[] Random = [.. RandomEvents.First(RandomEvents.Count).ToArray().Select(e => (Signal)e)];

    private readonly StatechartInstance<int, Signal> machine = CompleteRows.RegionChart(regions).Enter(0);
    private long visited;

    internal override long Run(int operations)
    {
        foreach (var signal in Random.AsSpan(0, operations))
            machine.Fire(signal);
        return visited += machine.States[^1] % 10;
    }
}

/// <summary>One trigger, fired again and again.</summary>
internal sealed class TogglingRow(string name, Statechart<Place, Signal> chart) : Case(name)
{
    private readonly StatechartInstance<Place, Signal> machine = chart.Enter(Place.A);
    private long visited;

    internal override long Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            machine.Fire(Signal.Go);
        return visited += machine.States.Count;
    }
}

/// <summary>Snapshots of an instance, and the restoration of each.</summary>
internal sealed class SnapshotRow : Case
{
    private readonly Statechart<int, Signal> chart;
    private StatechartInstance<int, Signal> machine;
    private long restored;

    internal SnapshotRow(string name, int regions)
        : base(name)
    {
        chart = CompleteRows.RegionChart(regions);
        machine = chart.Enter(0);
    }

    internal override long Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            machine = chart.Restore(machine.Snapshot());
        return restored += operations;
    }
}
