namespace CoroFsm.Statecharts;

/// <summary>The nesting of the states of a chart, for checks. The first superstate counts if there are several, which is a fault.</summary>
internal sealed class StateHierarchy<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Dictionary<TState, StateModel<TState, TTrigger>> states;
    private readonly ILookup<TState, StateModel<TState, TTrigger>> substates;

    internal StateHierarchy(StatechartModel<TState, TTrigger> model)
    {
        Model = model;
        states = model.States.ToDictionary(state => state.State);
        substates = model.States.Where(state => state.Superstates.Count > 0).ToLookup(state => state.Superstates[0]);
    }

    internal StatechartModel<TState, TTrigger> Model { get; }

    internal StateModel<TState, TTrigger> this[TState state] => states[state];

    internal StateModel<TState, TTrigger>? SuperstateOf(StateModel<TState, TTrigger> state) =>
        state.Superstates.Count > 0 ? states[state.Superstates[0]] : null;

    /// <summary>Gets the direct substates in the order of the chart, without history pseudo-states.</summary>
    internal IEnumerable<StateModel<TState, TTrigger>> SubstatesOf(StateModel<TState, TTrigger> state) =>
        substates[state.State].Where(substate => !substate.IsHistory);

    /// <summary>Gets the state and its superstates, innermost first.</summary>
    internal IEnumerable<StateModel<TState, TTrigger>> PathOf(StateModel<TState, TTrigger> state)
    {
        HashSet<TState> seen = [];
        for (var at = state; at is not null && seen.Add(at.State); at = SuperstateOf(at))
            yield return at;
    }

    /// <summary>Returns whether a state is a substate of another one, directly or not.</summary>
    internal bool IsWithin(StateModel<TState, TTrigger> state, StateModel<TState, TTrigger> other) =>
        state != other && PathOf(state).Contains(other);

    /// <summary>Gets the innermost state that contains both, or is one of them and contains the other; null if there is none.</summary>
    internal StateModel<TState, TTrigger>? Shared(StateModel<TState, TTrigger> state, StateModel<TState, TTrigger> other)
    {
        HashSet<StateModel<TState, TTrigger>> path = [.. PathOf(state)];
        return PathOf(other).FirstOrDefault(path.Contains);
    }
}
