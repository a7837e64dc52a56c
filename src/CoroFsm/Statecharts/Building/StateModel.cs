namespace CoroFsm.Statecharts;

/// <summary>A state as it was declared.</summary>
internal sealed class StateModel<TState, TTrigger>(TState state)
    where TState : notnull
    where TTrigger : notnull
{
    internal TState State { get; } = state;

    internal List<TState> Superstates { get; } = [];

    internal List<TState> InitialSubstates { get; } = [];

    internal List<TransitionModel<TState, TTrigger>> Transitions { get; } = [];

    internal List<EntryModel<TState, TTrigger>> Entries { get; } = [];

    internal List<Effect<TState, TTrigger>> Exits { get; } = [];
}

/// <summary>An entry action.</summary>
/// <param name="Effect">The action.</param>
/// <param name="IsFrom">Whether it runs only after a certain trigger.</param>
/// <param name="From">That trigger.</param>
internal sealed record EntryModel<TState, TTrigger>(Effect<TState, TTrigger> Effect, bool IsFrom = false, TTrigger? From = default)
    where TState : notnull
    where TTrigger : notnull
{
    internal bool RunsFor(TTrigger trigger) => !IsFrom || EqualityComparer<TTrigger>.Default.Equals(From, trigger);
}
