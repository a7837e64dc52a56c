namespace CoroFsm.Statecharts;

/// <summary>A state as it was declared.</summary>
internal sealed class StateModel<TState, TTrigger>(TState state)
    where TState : notnull
    where TTrigger : notnull
{
    internal TState State { get; } = state;

    /// <summary>Gets or sets the position among the states: those that are configured come first, in the order of their configuration.</summary>
    internal int DeclaredAt { get; set; } = int.MaxValue;

    internal List<TState> Superstates { get; } = [];

    /// <summary>Gets the initial transitions; more than one is a fault.</summary>
    internal List<TransitionModel<TState, TTrigger>> Initials { get; } = [];

    internal TState[] InitialSubstates => [.. Initials.Select(initial => initial.Destination)];

    /// <summary>Gets or sets a value indicating whether the substates are regions.</summary>
    internal bool IsParallel { get; set; }

    internal bool IsFinal { get; set; }

    /// <summary>Gets the histories that the state was declared as; more than one is a fault.</summary>
    internal List<HistoryModel<TState, TTrigger>> Histories { get; } = [];

    /// <summary>Gets a value indicating whether the state is a history pseudo-state: a target that is never active itself.</summary>
    internal bool IsHistory => Histories.Count > 0;

    internal List<TransitionModel<TState, TTrigger>> Transitions { get; } = [];

    internal List<EntryModel<TState, TTrigger>> Entries { get; } = [];

    internal List<Effect<TState, TTrigger>> Exits { get; } = [];

    /// <summary>Gets the actions that run when the state completes.</summary>
    internal List<Effect<TState, TTrigger>> Completions { get; } = [];

    /// <summary>Gets the work that runs while the state is active.</summary>
    internal List<StateWork<TTrigger>> Work { get; } = [];

    /// <summary>Gets a value indicating whether the table engine has no such state.</summary>
    internal bool IsNew =>
        IsParallel || IsFinal || IsHistory || Completions.Count > 0 || Work.Count > 0
        || Initials.Exists(initial => initial.Forks.Count > 0 || initial.Actions.Count > 0)
        || Transitions.Exists(transition => transition.IsNew);
}

/// <summary>The declaration of a state as a history pseudo-state.</summary>
/// <param name="Of">The state whose substates it recalls.</param>
/// <param name="History">What it recalls.</param>
/// <param name="Otherwise">The transition for the first time. To the state itself: to its initial substates.</param>
internal sealed record HistoryModel<TState, TTrigger>(TState Of, History History, TransitionModel<TState, TTrigger> Otherwise)
    where TState : notnull
    where TTrigger : notnull;

/// <summary>An entry action.</summary>
/// <param name="Effect">The action.</param>
/// <param name="IsFrom">Whether it runs only after a certain trigger.</param>
/// <param name="From">That trigger.</param>
internal sealed record EntryModel<TState, TTrigger>(Effect<TState, TTrigger> Effect, bool IsFrom = false, TTrigger? From = default)
    where TState : notnull
    where TTrigger : notnull
{
    internal bool RunsFor(TransitionFacts<TState, TTrigger> facts) =>
        !IsFrom || (facts.Cause is TransitionCause.Trigger && EqualityComparer<TTrigger>.Default.Equals(From, facts.Trigger));
}
