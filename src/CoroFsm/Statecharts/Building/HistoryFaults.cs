namespace CoroFsm.Statecharts;

/// <summary>Finds faults of history pseudo-states.</summary>
internal sealed class HistoryFaults<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    where TState : notnull
    where TTrigger : notnull
{
    private static readonly EqualityComparer<TState> Same = EqualityComparer<TState>.Default;

    internal void Check(StateModel<TState, TTrigger> state)
    {
        if (!state.IsHistory)
            return;

        var name = DisplayText.Of(state.State);
        if (state.Histories.Count > 1)
            faults.Add($"State {name} is a history of {FaultText.List(" and of ", state.Histories.Select(history => history.Of))}. "
                + "Keep one HistoryOf, and declare another pseudo-state for the other history.");
        CheckContents(state, name);
        foreach (var history in state.Histories)
            Check(history, name);
    }

    private void CheckContents(StateModel<TState, TTrigger> state, string name)
    {
        string[] extra =
        [
            .. state.IsParallel ? ["Parallel"] : Array.Empty<string>(),
            .. state.IsFinal ? ["Final"] : Array.Empty<string>(),
            .. tree.SubstatesOf(state).Select(substate => $"the substate {DisplayText.Of(substate.State)}"),
            .. state.Initials.Select(initial => $"the initial transition {FaultText.To(initial)}"),
            .. state.Work.Select(work => $"the work {work.Text}"),
            .. state.Transitions.Select(transition => $"the transition {FaultText.To(transition)} at {FaultText.Cause(transition)}"),
            .. state.Entries.Select(entry => $"the entry action {entry.Effect.Text}"),
            .. state.Exits.Select(exit => $"the exit action {exit.Text}"),
            .. state.Completions.Select(completion => $"the completion action {completion.Text}"),
        ];
        if (extra.Length > 0)
            faults.Add($"State {name} is a history pseudo-state, and has {string.Join(", ", extra)}. "
                + "No machine is ever in a pseudo-state: declare the rest in another state, "
                + "or call Do on HistoryOf for its first transition.");
    }

    private void Check(HistoryModel<TState, TTrigger> history, string name)
    {
        var of = tree[history.Of];
        var recalled = DisplayText.Of(history.Of);
        if (!Enum.IsDefined(history.History))
            faults.Add($"State {name}: {history.History} is no kind of history. Use {string.Join(" or ", Enum.GetNames<History>())}.");
        if (of.IsHistory)
            faults.Add($"State {name} is a history of {recalled}, which is a history pseudo-state itself. "
                + "Name the state whose substates it recalls.");
        else if (!tree.SubstatesOf(of).Any())
            faults.Add($"State {name} is a history of {recalled}, which has no substates. "
                + $"Call SubstateOf({recalled}) on its substates, or name another state.");
        else if (!of.IsParallel && of.Initials.Count == 0 && Same.Equals(history.Otherwise.Destination, history.Of))
            faults.Add($"State {name} is a history of {recalled}, which has no initial transition: "
                + $"the first time, there is nothing to enter. Name a substate as otherwise, or call InitialTransition on {recalled}.");

        foreach (var target in history.Otherwise.Forks.Prepend(history.Otherwise.Destination))
        {
            var isItself = Same.Equals(target, history.Of) && history.Otherwise.Forks.Count == 0;
            if (!isItself && !tree.IsWithin(tree[target], of))
                faults.Add($"State {name} is a history of {recalled}, but leads to {DisplayText.Of(target)} the first time, "
                    + $"which is not a substate of it. Name a substate of {recalled} as otherwise.");
        }

        if (history.Otherwise.Guards.Count > 0)
            faults.Add($"State {name}: the first transition of a history has a guard ({history.Otherwise.Guard!.Text}), "
                + "but it is always taken. Remove If.");
    }

    /// <summary>Finds pseudo-states whose first transition leads to the pseudo-state again.</summary>
    internal void CheckCycles()
    {
        HashSet<StateModel<TState, TTrigger>> reported = [];
        foreach (var state in tree.Model.States.Where(state => state.IsHistory && !reported.Contains(state)))
        {
            if (CycleOf(state) is not { } cycle)
                continue;

            faults.Add($"State {DisplayText.Of(state.State)} leads to itself the first time: "
                + $"{FaultText.List(" to ", cycle.Select(step => step.State))}. Name a substate as otherwise.");
            reported.UnionWith(cycle);
        }
    }

    /// <summary>Gets a way from a pseudo-state to itself; null if there is none.</summary>
    private List<StateModel<TState, TTrigger>>? CycleOf(StateModel<TState, TTrigger> state)
    {
        Dictionary<StateModel<TState, TTrigger>, StateModel<TState, TTrigger>> before = [];
        Queue<StateModel<TState, TTrigger>> open = new([state]);
        while (open.TryDequeue(out var at))
        {
            foreach (var next in EnteredWith(at))
            {
                if (before.TryAdd(next, at) && next != state)
                    open.Enqueue(next);
            }
        }

        if (!before.ContainsKey(state))
            return null;

        List<StateModel<TState, TTrigger>> cycle = [state];
        do
            cycle.Insert(0, before[cycle[0]]);
        while (cycle[0] != state);
        return cycle;
    }

    /// <summary>Gets what is entered together with a target when no history is known.</summary>
    private IEnumerable<StateModel<TState, TTrigger>> EnteredWith(StateModel<TState, TTrigger> at)
    {
        var transitions = at.Histories.Select(history => history.Otherwise).Concat(at.Initials);
        return at.IsParallel
            ? tree.SubstatesOf(at)
            : transitions.SelectMany(transition => transition.Forks.Prepend(transition.Destination)).Select(target => tree[target]);
    }
}
