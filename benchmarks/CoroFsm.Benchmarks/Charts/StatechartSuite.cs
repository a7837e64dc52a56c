using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Statecharts;
using Stateless;

namespace CoroFsm.Benchmarks.Charts;

/// <summary>Measures declared machines: on their own engine, as a coroutine, on Stateless, and by hand where that is equivalent.</summary>
internal static class StatechartSuite
{
    internal const string Name = "statechart";

    private static readonly TriggerWithParameter<Signal, int> GoWith = new(Signal.Go);

    internal static Suite Create() => new(Name, "trigger", RandomEvents.Count,
    [
        .. Row(
            "flat",
            _ => RingChart(entered: null),
            (machine, _) => RingStateless(machine, entered: null),
            actions => new SwitchRow<FlatSwitch>("flat/switch", actions, new())),
        .. Row(
            "entry",
            actions => RingChart(() => actions.Count++),
            (machine, actions) => RingStateless(machine, () => actions.Count++),
            actions => new SwitchRow<EntrySwitch>("entry/switch", actions, new(actions))),
        .. Row(
            "ignored",
            _ => Chart(chart => chart.Configure(Place.A).Ignore(Signal.Go)),
            (machine, _) => machine.Configure(Place.A).Ignore(Signal.Go),
            actions => new SwitchRow<IgnoringSwitch>("ignored/switch", actions, new())),
        .. Row(
            "internal",
            InternalChart,
            (machine, actions) => machine.Configure(Place.A).InternalTransition(Signal.Go, () => actions.Count++),
            actions => new SwitchRow<InternalSwitch>("internal/switch", actions, new(actions))),
        .. Row("guarded", _ => GuardedChart(), (machine, _) => GuardedStateless(machine), byHand: null),
        .. Row("dynamic", _ => DynamicChart(), (machine, _) => DynamicStateless(machine), byHand: null),
        .. Row("toggling", _ => TogglingChart(), (machine, _) => TogglingStateless(machine), byHand: null),
        .. Row("levels/3", LevelsChart, LevelsStateless, byHand: null),
        .. Parameters(),
        .. Creations(),
        .. CompleteRows.Create(),
    ]);

    private static Statechart<Place, Signal> Chart(Action<StatechartBuilder<Place, Signal>> configure) => Statechart.Build(configure);

    private static Case[] Row(
        string name,
        Func<Counter, Statechart<Place, Signal>> chart,
        Action<StateMachine<Place, Signal>, Counter> stateless,
        Func<Counter, Case>? byHand)
    {
        var (own, coroutine, theirs) = (new Counter(), new Counter(), new Counter());
        var bySwitch = byHand?.Invoke(new());
        return
        [
            .. bySwitch is null ? Array.Empty<Case>() : [bySwitch],
            new OwnRow($"{name}/chart", bySwitch?.Name, own, chart(own)),
            new CoroutineRow($"{name}/chart-coroutine", bySwitch?.Name ?? $"{name}/chart", coroutine, chart(coroutine)),
            new StatelessRow($"{name}/stateless", $"{name}/chart", theirs, machine => stateless(machine, theirs)),
        ];
    }

    private static Statechart<Place, Signal> RingChart(Action? entered) => Chart(chart =>
    {
        for (var place = Place.A; place <= Place.D; place++)
        {
            var state = chart.Configure(place);
            if (entered is not null)
                state.OnEntry(entered);
            for (var signal = Signal.Go; signal <= Signal.Four; signal++)
            {
                if ((int)signal == (int)place)
                    state.Permit(signal, (Place)(((int)place + 1) % 4));
                else
                    state.Ignore(signal);
            }
        }
    });

    private static void RingStateless(StateMachine<Place, Signal> machine, Action? entered)
    {
        for (var place = Place.A; place <= Place.D; place++)
        {
            var state = machine.Configure(place);
            if (entered is not null)
                state.OnEntry(entered);
            for (var signal = Signal.Go; signal <= Signal.Four; signal++)
            {
                if ((int)signal == (int)place)
                    state.Permit(signal, (Place)(((int)place + 1) % 4));
                else
                    state.Ignore(signal);
            }
        }
    }

    private static Statechart<Place, Signal> InternalChart(Counter actions) =>
        Chart(chart => chart.Configure(Place.A).InternalTransition(Signal.Go, () => actions.Count++));

    private static Statechart<Place, Signal> GuardedChart()
    {
        var isOpen = true;
        Func<bool> guard = () => isOpen;
        return Chart(chart =>
        {
            chart.Configure(Place.A).PermitIf(Signal.Go, Place.B, guard);
            chart.Configure(Place.B).PermitIf(Signal.Go, Place.A, guard);
        });
    }

    private static void GuardedStateless(StateMachine<Place, Signal> machine)
    {
        var isOpen = true;
        Func<bool> guard = () => isOpen;
        machine.Configure(Place.A).PermitIf(Signal.Go, Place.B, guard);
        machine.Configure(Place.B).PermitIf(Signal.Go, Place.A, guard);
    }

    private static Statechart<Place, Signal> DynamicChart()
    {
        var (afterA, afterB) = (Place.B, Place.A);
        return Chart(chart =>
        {
            chart.Configure(Place.A).PermitDynamic(Signal.Go, () => afterA);
            chart.Configure(Place.B).PermitDynamic(Signal.Go, () => afterB);
        });
    }

    private static void DynamicStateless(StateMachine<Place, Signal> machine)
    {
        var (afterA, afterB) = (Place.B, Place.A);
        machine.Configure(Place.A).PermitDynamic(Signal.Go, () => afterA);
        machine.Configure(Place.B).PermitDynamic(Signal.Go, () => afterB);
    }

    /// <summary>
    /// Creates a chart like the dynamic one, except that each choice depends on the previous one. The engine waits for this computation.
    /// </summary>
    private static Statechart<Place, Signal> TogglingChart()
    {
        var next = Place.A;
        Func<Place> choose = () => next = Place.B - (int)next;
        return Chart(chart =>
        {
            chart.Configure(Place.A).PermitDynamic(Signal.Go, choose);
            chart.Configure(Place.B).PermitDynamic(Signal.Go, choose);
        });
    }

    private static void TogglingStateless(StateMachine<Place, Signal> machine)
    {
        var next = Place.A;
        Func<Place> choose = () => next = Place.B - (int)next;
        machine.Configure(Place.A).PermitDynamic(Signal.Go, choose);
        machine.Configure(Place.B).PermitDynamic(Signal.Go, choose);
    }

    private static Statechart<Place, Signal> LevelsChart(Counter actions)
    {
        var count = () => { actions.Count++; };
        return Chart(chart =>
        {
            chart.Configure(Place.A).SubstateOf(Place.InA).OnEntry(count).OnExit(count).Permit(Signal.Go, Place.B);
            chart.Configure(Place.InA).SubstateOf(Place.DeepInA).OnEntry(count).OnExit(count);
            chart.Configure(Place.DeepInA).OnEntry(count).OnExit(count);
            chart.Configure(Place.B).SubstateOf(Place.InB).OnEntry(count).OnExit(count).Permit(Signal.Go, Place.A);
            chart.Configure(Place.InB).SubstateOf(Place.DeepInB).OnEntry(count).OnExit(count);
            chart.Configure(Place.DeepInB).OnEntry(count).OnExit(count);
        });
    }

    private static void LevelsStateless(StateMachine<Place, Signal> machine, Counter actions)
    {
        var count = () => { actions.Count++; };
        machine.Configure(Place.A).SubstateOf(Place.InA).OnEntry(count).OnExit(count).Permit(Signal.Go, Place.B);
        machine.Configure(Place.InA).SubstateOf(Place.DeepInA).OnEntry(count).OnExit(count);
        machine.Configure(Place.DeepInA).OnEntry(count).OnExit(count);
        machine.Configure(Place.B).SubstateOf(Place.InB).OnEntry(count).OnExit(count).Permit(Signal.Go, Place.A);
        machine.Configure(Place.InB).SubstateOf(Place.DeepInB).OnEntry(count).OnExit(count);
        machine.Configure(Place.DeepInB).OnEntry(count).OnExit(count);
    }

    /// <summary>A coroutine takes triggers without parameters, so it has no row here.</summary>
    private static Case[] Parameters()
    {
        var (own, theirs) = (new Counter(), new Counter());
        Action<int> add = n => own.Count += n;
        var chart = Chart(chart =>
        {
            chart.Configure(Place.A).Permit(GoWith, Place.B).OnEntryFrom(GoWith, add);
            chart.Configure(Place.B).Permit(GoWith, Place.A).OnEntryFrom(GoWith, add);
        });
        return
        [
            new ParameterRow("parameter/chart", baseline: null, own, chart, GoWith),
            new StatelessParameterRow("parameter/stateless", "parameter/chart", theirs),
        ];
    }

    /// <summary>Two states. With Stateless a machine is configured each time; a chart is shared.</summary>
    private static Case[] Creations()
    {
        var chart = Chart(chart => chart.Configure(Place.A).Permit(Signal.Go, Place.B));
        return
        [
            new CreationRow<InstanceMaker>("creation/chart", baseline: null, new(chart)),
            new CreationRow<CoroutineMaker>("creation/chart-coroutine", "creation/chart", new(chart)),
            new CreationRow<StatelessMaker>("creation/stateless", "creation/chart", default),
        ];
    }
}
