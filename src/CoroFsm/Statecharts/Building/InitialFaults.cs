namespace CoroFsm.Statecharts;

/// <summary>Finds faults of initial transitions.</summary>
internal sealed class InitialFaults<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    where TState : notnull
    where TTrigger : notnull
{
    internal void Check(StateModel<TState, TTrigger> state)
    {
        if (state.Initials.Count == 0)
            return;

        var name = DisplayText.Of(state.State);
        var initial = state.InitialSubstates.Distinct().ToArray();
        if (initial.Length > 1)
            faults.Add($"State {name} has the initial substates {FaultText.List(" and ", initial)}. "
                + "Keep one InitialTransition, or use Fork for substates in several regions.");

        foreach (var substate in state.Initials.SelectMany(TargetsOf).Distinct())
        {
            if (!tree.IsWithin(tree[substate], state))
                faults.Add($"State {name} has the initial substate {DisplayText.Of(substate)}, which is not one of its substates. "
                    + $"Call Configure({DisplayText.Of(substate)}).SubstateOf({name}), or name a substate.");
        }

        foreach (var transition in state.Initials.Where(transition => transition.Guards.Count > 0))
            faults.Add($"State {name}: the initial transition {FaultText.To(transition)} has a guard ({transition.Guard!.Text}), "
                + "but it is always taken. Remove If, or choose with PermitAlways and If in the initial substate.");
    }

    /// <summary>Finds states that could be entered without a substate, in a chart that does not run like that.</summary>
    internal void CheckMissing()
    {
        if (NewParts.Of(tree.Model).FirstOrDefault() is not { } part)
            return;

        HashSet<StateModel<TState, TTrigger>> reported = [];
        foreach (var (state, why) in Entered())
        {
            var isComplete = state.IsParallel || state.Initials.Count > 0 || !tree.SubstatesOf(state).Any();
            if (!isComplete && reported.Add(state))
                faults.Add($"State {DisplayText.Of(state.State)} has substates but no initial transition, and {why}. "
                    + $"In a chart in which {part}, a state with substates is entered together with one of them. "
                    + $"Add Configure({DisplayText.Of(state.State)}).InitialTransition.");
        }
    }

    /// <summary>Gets the states that are entered without a substate being named, and why.</summary>
    private IEnumerable<(StateModel<TState, TTrigger> State, string Why)> Entered()
    {
        foreach (var state in tree.Model.States)
        {
            if (tree.SuperstateOf(state) is { IsParallel: true } parallel)
                yield return (state, $"is a region of {DisplayText.Of(parallel.State)}");
            foreach (var initial in state.Initials)
            {
                foreach (var target in TargetsOf(initial))
                    yield return (tree[target], $"is the initial substate of {DisplayText.Of(state.State)}");
            }

            foreach (var transition in state.Transitions)
            {
                IEnumerable<TState> targets = transition.Kind switch
                {
                    TransitionKind.Internal or TransitionKind.Ignore => [],
                    TransitionKind.Dynamic => transition.Destinations,
                    _ => TargetsOf(transition),
                };
                foreach (var target in targets)
                    yield return (tree[target], $"is the destination of {FaultText.Cause(transition)} in {DisplayText.Of(state.State)}");
            }

            foreach (var history in state.Histories)
            {
                var recalled = history.History is History.Shallow ? tree.SubstatesOf(tree[history.Of]) : [];
                foreach (var target in recalled.Concat(TargetsOf(history.Otherwise).Select(target => tree[target])))
                    yield return (target, $"is recalled by the history {DisplayText.Of(state.State)}");
            }
        }
    }

    private static IEnumerable<TState> TargetsOf(TransitionModel<TState, TTrigger> transition) =>
        transition.Forks.Prepend(transition.Destination);
}
