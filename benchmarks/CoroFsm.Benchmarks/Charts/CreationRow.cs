using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Statecharts;
using Stateless;

namespace CoroFsm.Benchmarks.Charts;

/// <summary>Creates machines of a chart.</summary>
internal interface IMaker
{
    object Make();
}

/// <summary>Creates machines and drops them.</summary>
/// <typeparam name="TMaker">
/// Creates a machine. A type parameter, so that the call is direct: a delegate call would be a large part of the fastest creation.
/// </typeparam>
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

/// <summary>Creates instances of one chart.</summary>
internal readonly struct InstanceMaker(Statechart<Place, Signal> chart) : IMaker
{
    public object Make() => chart.Start(Place.A);
}

/// <summary>Creates machines that run one chart as a coroutine.</summary>
internal readonly struct CoroutineMaker(Statechart<Place, Signal> chart) : IMaker
{
    private readonly Func<Inbox<Signal>, Coroutine> coroutine = inbox => chart.Run(inbox, Place.A);

    public object Make() => Machine.Start(coroutine);
}

/// <summary>Creates machines of Stateless, each configured on its own.</summary>
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
