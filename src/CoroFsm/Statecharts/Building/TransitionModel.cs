namespace CoroFsm.Statecharts;

/// <summary>A transition as it was declared.</summary>
internal sealed class TransitionModel<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionModel(TransitionKind kind, TState source, TTrigger trigger)
    {
        Kind = kind;
        Source = Destination = source;
        Trigger = trigger;
    }

    /// <summary>Initializes a transition that no trigger causes.</summary>
    internal TransitionModel(TransitionKind kind, TState source, TransitionCause cause)
    {
        Kind = kind;
        Source = Destination = source;
        Cause = cause;
        Trigger = default!;
    }

    internal TransitionKind Kind { get; }

    internal TransitionCause Cause { get; }

    internal TState Source { get; }

    /// <summary>Gets the trigger. Only for a transition that a trigger causes.</summary>
    internal TTrigger Trigger { get; }

    internal bool HasTrigger => Cause is TransitionCause.Trigger;

    /// <summary>Gets the destination; the source itself if there is none.</summary>
    internal TState Destination { get; init; }

    /// <summary>Gets further destinations, in other regions.</summary>
    internal List<TState> Forks { get; } = [];

    /// <summary>Gets or sets a value indicating whether the source is left even if the destination is within it.</summary>
    internal bool IsExternal { get; set; }

    /// <summary>Gets the time after which a timed transition is due.</summary>
    internal TimeSpan Delay { get; init; }

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

    /// <summary>Gets a value indicating whether the table engine has no such transition.</summary>
    internal bool IsNew => !HasTrigger || IsExternal || Forks.Count > 0;
}
