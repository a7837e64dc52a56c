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
        List<TState> path = [];
        foreach (var state in tree.Model.States)
        {
            path.Clear();
            var at = state;
            while (at is not null && known.Add(at.State))
            {
                path.Add(at.State);
                at = tree.SuperstateOf(at);
            }

            if (at is not null && path.IndexOf(at.State) is var start and >= 0)
            {
                found = true;
                faults.Add($"State {DisplayText.Of(at.State)} is a substate of itself: "
                    + $"{FaultText.List(" in ", path[start..].Append(at.State))}. Remove one SubstateOf.");
            }
        }

        return found;
    }
}
