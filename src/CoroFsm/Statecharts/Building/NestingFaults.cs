namespace CoroFsm.Statecharts;

/// <summary>Finds faults of the nesting of states.</summary>
internal sealed class NestingFaults<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    where TState : notnull
    where TTrigger : notnull
{
    internal void Check(StateModel<TState, TTrigger> state)
    {
        if (state.Superstates.Count < 2 || state.Histories.Count > 1)
            return;
        var superstates = state.Superstates.Distinct().ToArray();
        if (superstates.Length < 2)
            return;

        faults.Add(state.Histories is [var history]
            ? $"State {DisplayText.Of(state.State)} is a history of {DisplayText.Of(history.Of)}, and a substate of "
                + $"{FaultText.List(" and of ", superstates.Where(superstate => !Equals(superstate, history.Of)))}. "
                + "HistoryOf makes it a substate of the state that it recalls: remove SubstateOf."
            : $"State {DisplayText.Of(state.State)} is a substate of {FaultText.List(" and of ", superstates)}. "
                + "A state has one superstate: keep one SubstateOf.");
    }

    /// <returns>True if a state contains itself.</returns>
    internal bool CheckCycles()
    {
        var found = false;
        HashSet<TState> known = [];
        foreach (var state in tree.Model.States.Where(static state => state.Superstates.Count > 0))
        {
            // PathOf ends where it would repeat itself.
            var path = tree.PathOf(state).TakeWhile(at => !known.Contains(at.State)).Select(at => at.State).ToList();
            if (path.Count > 0 && tree.SuperstateOf(tree[path[^1]]) is { } again && path.IndexOf(again.State) is var start and >= 0)
            {
                found = true;
                faults.Add($"State {DisplayText.Of(again.State)} is a substate of itself: "
                    + $"{FaultText.List(" in ", path[start..].Append(again.State))}. Remove one SubstateOf.");
            }

            known.UnionWith(path);
        }

        return found;
    }
}
