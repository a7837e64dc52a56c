namespace CoroFsm.Statecharts;

/// <summary>Finds faults of parallel and final states, and of completions that cannot happen.</summary>
internal sealed class KindFaults<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    where TState : notnull
    where TTrigger : notnull
{
    internal void Check(StateModel<TState, TTrigger> state)
    {
        if (state.IsParallel && !state.IsHistory && !state.IsFinal)
            CheckParallel(state, DisplayText.Of(state.State));
        if (state.IsFinal && !state.IsHistory)
            CheckFinal(state, DisplayText.Of(state.State));
        CheckCompletion(state);
    }

    private void CheckParallel(StateModel<TState, TTrigger> state, string name)
    {
        if (!tree.SubstatesOf(state).Any())
            faults.Add($"State {name} is parallel, but has no substates, which would be its regions. "
                + $"Call SubstateOf({name}) on its regions, or remove Parallel.");
        foreach (var initial in state.Initials)
            faults.Add($"State {name} is parallel and has an initial transition {FaultText.To(initial)}, but all its regions are entered. "
                + "Give each region an initial transition, or remove Parallel.");
    }

    private void CheckFinal(StateModel<TState, TTrigger> state, string name)
    {
        string[] extra =
        [
            .. state.IsParallel ? ["Parallel"] : Array.Empty<string>(),
            .. tree.SubstatesOf(state).Select(substate => $"the substate {DisplayText.Of(substate.State)}"),
            .. state.Initials.Select(initial => $"the initial transition {FaultText.To(initial)}"),
            .. state.Work.Select(work => $"the work {work.Text}"),
            .. state.Transitions.Select(transition => $"the transition {FaultText.To(transition)} at {FaultText.Cause(transition)}"),
        ];
        if (extra.Length > 0)
            faults.Add($"State {name} is final, and has {string.Join(", ", extra)}. "
                + "A final state has neither substates nor transitions nor work: remove Final or the rest, "
                + "or declare the transition in a superstate.");
        if (tree.SuperstateOf(state) is { IsParallel: true } parallel)
            faults.Add($"State {name} is final, and a region of {DisplayText.Of(parallel.State)}. "
                + $"A region completes with a final substate: call Final on a substate of {name}.");
    }

    private void CheckCompletion(StateModel<TState, TTrigger> state)
    {
        var waits = state.Transitions.Exists(transition => transition.Cause is TransitionCause.Completed);
        if (waits && !state.IsHistory && !state.IsFinal && WhyNever(state) is { } why)
            faults.Add($"State {DisplayText.Of(state.State)} has PermitCompleted, but never completes: {why}. "
                + "Call Final on the substate that completes it, or remove PermitCompleted.");
    }

    /// <summary>Gets the reason why a state cannot complete; null if it can.</summary>
    private string? WhyNever(StateModel<TState, TTrigger> state)
    {
        // The outermost first; a path that repeats itself is another fault.
        HashSet<TState> seen = [];
        Stack<StateModel<TState, TTrigger>> open = new([state]);
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at.State))
                continue;
            if (at.IsParallel)
            {
                foreach (var region in tree.SubstatesOf(at).Reverse())
                    open.Push(region);
            }
            else if (!tree.SubstatesOf(at).Any())
            {
                return at == state ? "it has no substates" : $"region {DisplayText.Of(at.State)} has no substates";
            }
            else if (!tree.SubstatesOf(at).Any(substate => substate.IsFinal))
            {
                return at == state ? "none of its substates is final" : $"no substate of region {DisplayText.Of(at.State)} is final";
            }
        }

        return null;
    }
}
