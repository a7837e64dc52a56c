using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Statecharts;
using Stateless;

namespace CoroFsm.Benchmarks.Charts;

/// <summary>
/// Represents an implementation of a chart. Each round fires the same triggers. The work is the number of actions and the states at the
/// ends of the rounds.
/// </summary>
internal abstract class ChartRow : Case
{
    private static readonly Signal[] Same = new Signal[RandomEvents.Count];
    private static readonly Signal[] Random = [.. RandomEvents.First(RandomEvents.Count).ToArray().Select(e => (Signal)e)];

    private readonly Counter actions;
    private readonly Signal[] signals;
    private long visited;

    protected ChartRow(string name, string? baseline, Counter actions)
        : base(name, baseline)
    {
        this.actions = actions;
        signals = name.StartsWith("flat/", StringComparison.Ordinal) || name.StartsWith("entry/", StringComparison.Ordinal) ? Random : Same;
    }

    internal sealed override long Run(int operations)
    {
        Handle(signals.AsSpan(0, operations));
        visited += (int)Place;
        return actions.Count + visited;
    }

    protected abstract Place Place { get; }

    protected abstract void Handle(ReadOnlySpan<Signal> signals);
}

/// <summary>The chart on its own engine.</summary>
internal sealed class OwnRow(string name, string? baseline, Counter actions, Statechart<Place, Signal> chart)
    : ChartRow(name, baseline, actions)
{
    private readonly StatechartInstance<Place, Signal> machine = chart.Start(Place.A);

    protected override Place Place => machine.State;

    protected override void Handle(ReadOnlySpan<Signal> signals)
    {
        foreach (var signal in signals)
            machine.Fire(signal);
    }
}

/// <summary>The chart as a coroutine.</summary>
internal sealed class CoroutineRow : ChartRow
{
    private readonly StatechartInstance<Place, Signal> instance;
    private readonly Machine<Signal> machine;

    internal CoroutineRow(string name, string? baseline, Counter actions, Statechart<Place, Signal> chart)
        : base(name, baseline, actions)
    {
        instance = chart.Start(Place.A);
        machine = Machine.Start<Signal>(inbox => instance.Run(inbox));
    }

    protected override Place Place => instance.State;

    protected override void Handle(ReadOnlySpan<Signal> signals)
    {
        foreach (var signal in signals)
            machine.Send(signal);
    }
}

/// <summary>The chart as a user of Stateless writes it.</summary>
internal sealed class StatelessRow : ChartRow
{
    private readonly StateMachine<Place, Signal> machine = new(Place.A);

    internal StatelessRow(string name, string? baseline, Counter actions, Action<StateMachine<Place, Signal>> configure)
        : base(name, baseline, actions) => configure(machine);

    protected override Place Place => machine.State;

    protected override void Handle(ReadOnlySpan<Signal> signals)
    {
        foreach (var signal in signals)
            machine.Fire(signal);
    }
}

/// <summary>A machine that is written by hand.</summary>
internal interface ISwitch
{
    Place Place { get; }

    void Fire(Signal signal);
}

/// <summary>The chart as a state variable and a <c>switch</c>.</summary>
internal sealed class SwitchRow<TSwitch>(string name, Counter actions, TSwitch machine) : ChartRow(name, baseline: null, actions)
    where TSwitch : class, ISwitch
{
    protected override Place Place => machine.Place;

    protected override void Handle(ReadOnlySpan<Signal> signals)
    {
        foreach (var signal in signals)
            machine.Fire(signal);
    }
}

/// <summary>The chart whose trigger carries a number, on its own engine.</summary>
internal sealed class ParameterRow(
    string name,
    string? baseline,
    Counter actions,
    Statechart<Place, Signal> chart,
    TriggerWithParameter<Signal, int> trigger)
    : ChartRow(name, baseline, actions)
{
    private readonly StatechartInstance<Place, Signal> machine = chart.Start(Place.A);

    protected override Place Place => machine.State;

    protected override void Handle(ReadOnlySpan<Signal> signals)
    {
        for (var i = 0; i < signals.Length; i++)
            machine.Fire(trigger, 1);
    }
}

/// <summary>The chart whose trigger carries a number, on Stateless.</summary>
internal sealed class StatelessParameterRow : ChartRow
{
    private readonly StateMachine<Place, Signal> machine = new(Place.A);
    private readonly StateMachine<Place, Signal>.TriggerWithParameters<int> trigger;

    internal StatelessParameterRow(string name, string? baseline, Counter actions)
        : base(name, baseline, actions)
    {
        trigger = machine.SetTriggerParameters<int>(Signal.Go);
        machine.Configure(Place.A).Permit(Signal.Go, Place.B).OnEntryFrom(trigger, n => actions.Count += n);
        machine.Configure(Place.B).Permit(Signal.Go, Place.A).OnEntryFrom(trigger, n => actions.Count += n);
    }

    protected override Place Place => machine.State;

    protected override void Handle(ReadOnlySpan<Signal> signals)
    {
        for (var i = 0; i < signals.Length; i++)
            machine.Fire(trigger, 1);
    }
}
