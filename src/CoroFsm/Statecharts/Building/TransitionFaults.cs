namespace CoroFsm.Statecharts;

/// <summary>Finds faults of single transitions, and of the alternatives of a state that no trigger causes.</summary>
internal sealed class TransitionFaults<TState, TTrigger>(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    where TState : notnull
    where TTrigger : notnull
{
    private static readonly EqualityComparer<TState> Same = EqualityComparer<TState>.Default;

    internal void Check(StateModel<TState, TTrigger> state)
    {
        foreach (var transition in state.Transitions)
        {
            CheckDestination(transition);
            CheckKind(transition);
            CheckForks(transition);
        }

        foreach (var transition in state.Initials)
            CheckForks(transition);
        foreach (var history in state.Histories)
            CheckForks(history.Otherwise);
        if (tree.Model.TransitionOrder is TransitionOrder.Exclusive && state.Transitions.Exists(transition => !transition.HasTrigger))
            CheckUntriggered(state);
    }

    private void CheckUntriggered(StateModel<TState, TTrigger> state)
    {
        foreach (var alternatives in state.Transitions.Where(transition => !transition.HasTrigger)
            .GroupBy(transition => (transition.Cause, transition.Delay)))
        {
            TransitionModel<TState, TTrigger>[] all = [.. alternatives];
            var always = Array.FindIndex(all, transition => transition.Guards.Count == 0);
            if (always >= 0)
                Lost(all[always], all[(always + 1)..]);
        }
    }

    /// <summary>Reports alternatives that are declared after one that is always taken.</summary>
    private void Lost(TransitionModel<TState, TTrigger> taken, IReadOnlyCollection<TransitionModel<TState, TTrigger>> after)
    {
        if (after.Count > 0)
            faults.Add($"{FaultText.Place(taken)}: the transition {FaultText.To(taken)} has no guard, so that those declared after it "
                + $"({string.Join(", ", after.Select(FaultText.To))}) are never taken. Give it a guard, or declare it last.");
    }

    private void CheckDestination(TransitionModel<TState, TTrigger> transition)
    {
        var isItself = transition is { HasTrigger: true, Kind: TransitionKind.Permit, IsExternal: false }
            && Same.Equals(transition.Destination, transition.Source);
        if (isItself)
            faults.Add($"{FaultText.Place(transition)}: Permit leads back to the state itself. "
                + "Use PermitReentry to leave and enter it, InternalTransition to act and stay, or Ignore.");
    }

    private void CheckKind(TransitionModel<TState, TTrigger> transition)
    {
        var stays = transition.Kind is TransitionKind.Internal or TransitionKind.Ignore;
        if (stays && transition.IsExternal)
            faults.Add($"{FaultText.Place(transition)}: the transition is {FaultText.To(transition)} and has Reenter, but leaves no state. "
                + "Use PermitReentry, or remove Reenter.");
        if (transition.Kind is not TransitionKind.Permit && transition.Forks.Count > 0)
            faults.Add($"{FaultText.Place(transition)}: the transition is {FaultText.To(transition)}, and has Fork. "
                + "Only a transition with a declared destination has further ones: use Permit, or remove Fork.");
    }

    private void CheckForks(TransitionModel<TState, TTrigger> transition)
    {
        if (transition.Kind is not TransitionKind.Permit || transition.Forks.Count == 0)
            return;

        TState[] targets = [transition.Destination, .. transition.Forks];
        for (var i = 1; i < targets.Length; i++)
        {
            for (var k = 0; k < i; k++)
            {
                if (WhyNot(targets[k], targets[i]) is { } why)
                    faults.Add($"{FaultText.Place(transition)}: {DisplayText.Of(targets[k])} and {DisplayText.Of(targets[i])} "
                        + $"are destinations of one transition, but {why}. Name states in different regions of a parallel state.");
            }
        }
    }

    private string? WhyNot(TState one, TState other)
    {
        // A pseudo-state stands for the substates that it recalls.
        var (first, second) = (Position(one), Position(other));
        if (first == second)
            return "exclude each other or are the same";

        return tree.Shared(first, second) switch
        {
            { } shared when shared == first => $"{DisplayText.Of(one)} contains the other",
            { } shared when shared == second => $"{DisplayText.Of(other)} contains the other",
            { IsParallel: true } => null,
            { } shared => $"both are in {DisplayText.Of(shared.State)}, which is in one of its substates only",
            null => "no state contains both",
        };
    }

    private StateModel<TState, TTrigger> Position(TState target) =>
        tree[target].Histories is [var history, ..] ? tree[history.Of] : tree[target];
}
