using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Statecharts;
using Stateless;

namespace CoroFsm.Benchmarks.Charts;

/// <summary>One way to make a machine of a chart.</summary>
internal interface IMaker
{
    object Make();
}

/// <summary>Machines are made, and forgotten. Each way is called directly, as in a program that makes one kind: a call by a delegate would take a good part of the quickest.</summary>
internal sealed class CreationRow<TMaker>(string name, string? baseline, TMaker maker) : Case(name, baseline)
    where TMaker : struct, IMaker
{
    private long made;

    internal override long Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            GC.KeepAlive(maker.Make());
        return made += operations;
    }
}

/// <summary>An instance of a chart that there is.</summary>
internal readonly struct InstanceMaker(Statechart<Place, Signal> chart) : IMaker
{
    public object Make() => chart.Start(Place.A);
}

/// <summary>A coroutine of a chart that there is.</summary>
internal readonly struct CoroutineMaker(Statechart<Place, Signal> chart) : IMaker
{
    private readonly Func<Inbox<Signal>, Coroutine> coroutine = inbox => chart.Run(inbox, Place.A);

    public object Make() => Machine.Start(coroutine);
}

/// <summary>A machine of Stateless, which is configured each time.</summary>
internal readonly struct StatelessMaker : IMaker
{
    public object Make()
    {
        var machine = new StateMachine<Place, Signal>(Place.A);
        machine.Configure(Place.A).Permit(Signal.Go, Place.B);
        machine.Configure(Place.B).Permit(Signal.Go, Place.A);
        return machine;
    }
}
