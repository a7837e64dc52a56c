namespace CoroFsm.Statecharts;

/// <summary>Finds transitions whose meaning depends on an exit rule that the chart does not name.</summary>
internal static class ExitFaults
{
    internal static void Find<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree, List<string> faults)
        where TState : notnull
        where TTrigger : notnull
    {
        if (tree.Model.ExitRule is ExitRule.FromSource || NewParts.Of(tree.Model).FirstOrDefault() is not { } part)
            return;

        if (tree.Model.ExitRule is ExitRule.FromCurrentState)
        {
            faults.Add($"The chart sets ExitRule.FromCurrentState, but {part}. "
                + "That rule is for charts that Stateless could run: set ExitRule.FromSource, or remove the part.");
            return;
        }

        var different = Different(tree).Select(
            transition => $"state {DisplayText.Of(transition.Source)}, {FaultText.Cause(transition)} {FaultText.To(transition)}").ToArray();
        if (different.Length > 0)
            faults.Add($"In a chart in which {part}, the states that a transition leaves are counted from the state that declares it, "
                + $"and not from the current state. This matters to {string.Join("; ", different)}. "
                + "Set ExitRule.FromSource if that is meant, or name other destinations.");
    }

    /// <summary>Gets the transitions that leave other states than under the rule of charts without the new parts.</summary>
    internal static IEnumerable<TransitionModel<TState, TTrigger>> Different<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree)
        where TState : notnull
        where TTrigger : notnull =>
        from state in tree.Model.States
        from transition in state.Transitions
        where !transition.IsNew && Destinations(tree, transition).Any(
            destination => tree.IsWithin(state, destination) || tree.IsWithin(destination, state))
        select transition;

    /// <summary>
    /// Gets the states that a transition can lead to. One that declares no destinations can lead to a superstate and to a substate.
    /// </summary>
    private static IEnumerable<StateModel<TState, TTrigger>> Destinations<TState, TTrigger>(
        StateHierarchy<TState, TTrigger> tree, TransitionModel<TState, TTrigger> transition)
        where TState : notnull
        where TTrigger : notnull => transition.Kind switch
        {
            TransitionKind.Permit => [tree[transition.Destination]],
            TransitionKind.Dynamic when transition.Destinations.Length > 0 => transition.Destinations.Select(state => tree[state]),
            TransitionKind.Dynamic =>
                tree.PathOf(tree[transition.Source]).Skip(1).Concat(tree.SubstatesOf(tree[transition.Source])).Take(1),
            _ => [],
        };
}
