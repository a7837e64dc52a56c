using System.Runtime.CompilerServices;
using CoroFsm.Benchmarks.Dispatch;

namespace CoroFsm.Benchmarks.Charts;

/// <summary>Represents four states in a ring, each of which has its own signal.</summary>
internal sealed class FlatSwitch : ISwitch
{
    public Place Place { get; private set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fire(Signal signal)
    {
        switch (Place)
        {
            case Place.A:
                if (signal == Signal.Go)
                    MoveTo(Place.B);
                break;
            case Place.B:
                if (signal == Signal.Two)
                    MoveTo(Place.C);
                break;
            case Place.C:
                if (signal == Signal.Three)
                    MoveTo(Place.D);
                break;
            default:
                if (signal == Signal.Four)
                    MoveTo(Place.A);
                break;
        }
    }

    private void MoveTo(Place next) => Place = next;
}

/// <summary>Represents the same ring; counts the entries.</summary>
internal sealed class EntrySwitch(Counter entries) : ISwitch
{
    public Place Place { get; private set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fire(Signal signal)
    {
        switch (Place)
        {
            case Place.A:
                if (signal == Signal.Go)
                    MoveTo(Place.B);
                break;
            case Place.B:
                if (signal == Signal.Two)
                    MoveTo(Place.C);
                break;
            case Place.C:
                if (signal == Signal.Three)
                    MoveTo(Place.D);
                break;
            default:
                if (signal == Signal.Four)
                    MoveTo(Place.A);
                break;
        }
    }

    private void MoveTo(Place next)
    {
        Place = next;
        entries.Count++;
    }
}

/// <summary>Represents one state that ignores its signal.</summary>
internal sealed class IgnoringSwitch : ISwitch
{
    public Place Place { get; } = Place.A;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fire(Signal signal)
    {
        switch (Place)
        {
            case Place.A when signal == Signal.Go:
                break;
            default:
                throw new InvalidOperationException($"{Place} does not handle {signal}.");
        }
    }
}

/// <summary>Represents one state that acts and stays.</summary>
internal sealed class InternalSwitch(Counter actions) : ISwitch
{
    public Place Place { get; } = Place.A;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fire(Signal signal)
    {
        switch (Place)
        {
            case Place.A when signal == Signal.Go:
                actions.Count++;
                break;
            default:
                throw new InvalidOperationException($"{Place} does not handle {signal}.");
        }
    }
}
