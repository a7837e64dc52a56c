namespace CoroFsm.Statecharts;

/// <summary>The kinds of transitions.</summary>
internal enum TransitionKind
{
    /// <summary>Goes to another state.</summary>
    Permit,

    /// <summary>Leaves and enters the state that declares it.</summary>
    Reentry,

    /// <summary>Runs an action and stays.</summary>
    Internal,

    /// <summary>Does nothing.</summary>
    Ignore,

    /// <summary>Goes to the state that a selector chooses.</summary>
    Dynamic,
}

/// <summary>A transition as it was declared.</summary>
internal sealed class TransitionModel<TState, TTrigger>(TransitionKind kind, TState source, TTrigger trigger)
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionKind Kind { get; } = kind;

    internal TState Source { get; } = source;

    internal TTrigger Trigger { get; } = trigger;

    /// <summary>Gets the destination; the source itself if there is none.</summary>
    internal TState Destination { get; init; } = source;

    internal Selector<TState>? Selector { get; init; }

    /// <summary>Gets the destinations that the selector may name; empty: any state of the chart.</summary>
    internal TState[] Destinations { get; init; } = [];

    internal List<Guard> Guards { get; } = [];

    internal List<Effect<TState, TTrigger>> Actions { get; } = [];

    internal Guard? Guard => Guards.Count switch
    {
        0 => null,
        1 => Guards[0],
        _ => new AllGuards([.. Guards]),
    };
}
