namespace CoroFsm.Statecharts;

/// <summary>Finds all faults of a chart.</summary>
internal sealed class StatechartFaults<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private static readonly EqualityComparer<TState> Same = EqualityComparer<TState>.Default;
    private static readonly EqualityComparer<TTrigger> SameTrigger = EqualityComparer<TTrigger>.Default;

    private readonly StatechartModel<TState, TTrigger> model;
    private readonly Dictionary<TState, StateModel<TState, TTrigger>> states;
    private readonly List<string> faults = [];

    internal StatechartFaults(StatechartModel<TState, TTrigger> model)
    {
        this.model = model;
        states = model.States.ToDictionary(state => state.State);
    }

    internal List<string> Find()
    {
        if (states.Count == 0)
            faults.Add("It has no states. Configure at least one.");
        if (!Enum.IsDefined(model.Unhandled))
            faults.Add($"{model.Unhandled} is no policy for unhandled triggers. "
                + $"Use {string.Join(", ", Enum.GetNames<Unhandled>())}, or an action.");

        foreach (var state in model.States)
        {
            CheckSuperstate(state);
            CheckInitialSubstate(state);
            foreach (var transition in state.Transitions)
                CheckDestination(transition);
            foreach (var alternatives in state.Transitions.Where(transition => transition.HasTrigger).GroupBy(transition => transition.Trigger))
                CheckGuards(state, alternatives.Key, [.. alternatives]);
            CheckEntries(state);
        }

        CheckCycles();
        CheckParameters();
        return faults;
    }

    private void CheckSuperstate(StateModel<TState, TTrigger> state)
    {
        if (state.Superstates.Distinct().Count() > 1)
            faults.Add($"State {DisplayText.Of(state.State)} is a substate of "
                + $"{string.Join(" and of ", state.Superstates.Distinct().Select(DisplayText.Of))}. "
                + "A state has one superstate: keep one SubstateOf.");
    }

    private void CheckInitialSubstate(StateModel<TState, TTrigger> state)
    {
        var initial = state.InitialSubstates.Distinct().ToArray();
        if (initial.Length > 1)
            faults.Add($"State {DisplayText.Of(state.State)} has the initial substates "
                + $"{string.Join(" and ", initial.Select(DisplayText.Of))}. Keep one InitialTransition.");

        foreach (var substate in initial)
        {
            if (!(model.IsPlain ? states[substate].Superstates.Exists(superstate => Same.Equals(superstate, state.State)) : IsWithin(substate, state)))
                faults.Add($"State {DisplayText.Of(state.State)} has the initial substate {DisplayText.Of(substate)}, "
                    + "which is not its direct substate. "
                    + $"Call Configure({DisplayText.Of(substate)}).SubstateOf({DisplayText.Of(state.State)}), or name a direct substate.");
        }
    }

    /// <summary>Determines whether a state is in another one, at any depth.</summary>
    private bool IsWithin(TState substate, StateModel<TState, TTrigger> state)
    {
        HashSet<TState> seen = [];
        while (seen.Add(substate) && states[substate].Superstates is [var superstate, ..])
        {
            if (Same.Equals(superstate, state.State))
                return true;
            substate = superstate;
        }

        return false;
    }

    private void CheckDestination(TransitionModel<TState, TTrigger> transition)
    {
        if (transition is { HasTrigger: true, Kind: TransitionKind.Permit, IsExternal: false } && Same.Equals(transition.Destination, transition.Source))
            faults.Add($"State {DisplayText.Of(transition.Source)}, trigger {DisplayText.Of(transition.Trigger)}: "
                + "Permit leads back to the state itself. "
                + "Use PermitReentry to leave and enter it, InternalTransition to act and stay, or Ignore.");
    }

    private void CheckGuards(StateModel<TState, TTrigger> state, TTrigger trigger, TransitionModel<TState, TTrigger>[] alternatives)
    {
        if (model.TransitionOrder is TransitionOrder.First)
            return;
        var unguarded = alternatives.Count(transition => transition.Guards.Count == 0);
        if (alternatives.Length > 1 && unguarded > 0)
        {
            faults.Add($"State {DisplayText.Of(state.State)}, trigger {DisplayText.Of(trigger)}: "
                + $"there are {alternatives.Length} transitions ({string.Join(", ", alternatives.Select(Shown))}), "
                + $"{(unguarded == alternatives.Length ? "none of which has a guard" : $"{unguarded} of them without a guard")}. "
                + "Give each a guard, so that they exclude each other, or remove all but one.");
        }
    }

    private void CheckEntries(StateModel<TState, TTrigger> state)
    {
        foreach (var trigger in state.Entries.Where(entry => entry.IsFrom).Select(entry => entry.From!).Distinct())
        {
            if (!model.States.SelectMany(other => other.Transitions).Any(transition => transition.HasTrigger && SameTrigger.Equals(transition.Trigger, trigger)))
                faults.Add($"State {DisplayText.Of(state.State)}, trigger {DisplayText.Of(trigger)}: "
                    + "OnEntryFrom waits for a trigger that no state handles. Permit it somewhere, or remove the action.");
        }
    }

    private void CheckCycles()
    {
        HashSet<TState> known = [];
        foreach (var state in model.States)
        {
            List<TState> path = [];
            var at = state.State;
            while (!known.Contains(at) && !path.Contains(at) && states[at].Superstates.Count > 0)
            {
                path.Add(at);
                at = states[at].Superstates[0];
            }

            var start = path.IndexOf(at);
            if (start >= 0)
                faults.Add($"State {DisplayText.Of(at)} is a substate of itself: "
                    + $"{string.Join(" in ", path[start..].Append(at).Select(DisplayText.Of))}. Remove one SubstateOf.");
            known.UnionWith(path);
        }
    }

    private void CheckParameters()
    {
        foreach (var trigger in model.Parameters.GroupBy(parameter => parameter.Trigger))
        {
            var types = trigger.Select(parameter => parameter.Type.Type).Distinct().ToArray();
            if (types.Length > 1)
                faults.Add($"Trigger {DisplayText.Of(trigger.Key)} carries a "
                    + $"{string.Join(" in one use and a ", types.Select(type => type.ToString()))} in another. "
                    + "Use the same TriggerWithParameter everywhere.");
        }
    }

    private static string Shown(TransitionModel<TState, TTrigger> transition) => transition.Kind switch
    {
        TransitionKind.Permit => $"to {DisplayText.Of(transition.Destination)}",
        TransitionKind.Reentry => "re-entry",
        TransitionKind.Internal => "internal",
        TransitionKind.Ignore => "ignored",
        _ => "dynamic",
    };
}

/// <summary>Finds all faults of a chart.</summary>
internal static class StatechartFaults
{
    internal static List<string> Find<TState, TTrigger>(StatechartModel<TState, TTrigger> model)
        where TState : notnull
        where TTrigger : notnull =>
        new StatechartFaults<TState, TTrigger>(model).Find();
}
