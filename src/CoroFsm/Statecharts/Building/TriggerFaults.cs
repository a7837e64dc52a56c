namespace CoroFsm.Statecharts;

/// <summary>Finds faults of triggers: their alternatives, their parameters, and the kinds of triggers.</summary>
internal sealed class TriggerFaults<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private static readonly EqualityComparer<TTrigger> Same = EqualityComparer<TTrigger>.Default;

    private readonly StatechartModel<TState, TTrigger> model;
    private readonly List<string> faults;
    private readonly ILookup<TTrigger, TTrigger> generals;
    private readonly HashSet<TTrigger> handled = [];

    internal TriggerFaults(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    {
        this.faults = faults;
        model = tree.Model;
        generals = model.Generalizations.ToLookup(pair => pair.Specific, pair => pair.General);
        handled.UnionWith(
            from state in model.States
            from transition in state.Transitions
            where transition.HasTrigger
            select transition.Trigger);
    }

    internal void Check(StateModel<TState, TTrigger> state)
    {
        if (state.Transitions.Count > 1 && model.TransitionOrder is TransitionOrder.Exclusive)
            CheckAlternatives(state);
        if (state.Entries.Exists(entry => entry.IsFrom))
            CheckEntries(state);
    }

    internal void CheckChart()
    {
        CheckGeneralizations();
        CheckParameters();
    }

    /// <summary>Checks that guards can exclude each other. In a chart that takes the first transition, they need not.</summary>
    private void CheckAlternatives(StateModel<TState, TTrigger> state)
    {
        TransitionModel<TState, TTrigger>[] all = [.. state.Transitions.Where(transition => transition.HasTrigger)];
        foreach (var trigger in all.Select(transition => transition.Trigger).Distinct())
        {
            HashSet<TTrigger> kinds = [.. KindsOf(trigger)];
            var alternatives = Array.FindAll(all, transition => kinds.Contains(transition.Trigger));
            if (alternatives.Length > 1 && Array.Exists(alternatives, transition => transition.Guards.Count == 0))
                RefuseAlternatives(state, trigger, alternatives);
        }
    }

    private void RefuseAlternatives(StateModel<TState, TTrigger> state, TTrigger trigger, TransitionModel<TState, TTrigger>[] alternatives)
    {
        var unguarded = alternatives.Count(transition => transition.Guards.Count == 0);
        var general = alternatives.FirstOrDefault(transition => !Same.Equals(transition.Trigger, trigger));
        faults.Add($"State {DisplayText.Of(state.State)}, trigger {DisplayText.Of(trigger)}: "
            + (general is null ? "" : $"it is a kind of {DisplayText.Of(general.Trigger)}, and ")
            + $"there are {alternatives.Length} transitions ({string.Join(", ", alternatives.Select(FaultText.To))}), "
            + $"{(unguarded == alternatives.Length ? "none of which has a guard" : $"{unguarded} of them without a guard")}. "
            + "Give each a guard, so that they exclude each other, or remove all but one"
            + (general is null ? "." : ", or set TransitionOrder.First."));
    }

    private void CheckEntries(StateModel<TState, TTrigger> state)
    {
        foreach (var trigger in state.Entries.Where(entry => entry.IsFrom).Select(entry => entry.From!).Distinct())
        {
            var isHandled = handled.Contains(trigger) || KindsOf(trigger).Any(handled.Contains)
                || model.Generalizations.Exists(pair => KindsOf(pair.Specific).Contains(trigger));
            if (!isHandled)
                faults.Add($"State {DisplayText.Of(state.State)}, trigger {DisplayText.Of(trigger)}: "
                    + "OnEntryFrom waits for a trigger that no state handles. Permit it somewhere, or remove the action.");
        }
    }

    private void CheckGeneralizations()
    {
        foreach (var several in generals.Where(group => group.Distinct().Count() > 1))
            faults.Add($"Trigger {DisplayText.Of(several.Key)} is a kind of {FaultText.List(" and of ", several.Distinct())}. "
                + "A trigger has one general trigger: keep one Generalize.");

        HashSet<TTrigger> reported = [];
        foreach (var (trigger, _) in model.Generalizations)
        {
            var path = KindsOf(trigger).ToList();
            var again = generals[path[^1]].Select(general => path.IndexOf(general)).FirstOrDefault(index => index >= 0, -1);
            if (again >= 0 && reported.Add(path[again]))
            {
                faults.Add($"Trigger {DisplayText.Of(path[again])} is a kind of itself: "
                    + $"{FaultText.List(" is a ", path[again..].Append(path[again]))}. Remove one Generalize.");
                reported.UnionWith(path);
            }
        }
    }

    private void CheckParameters()
    {
        Dictionary<TTrigger, ParameterType> types = [];
        foreach (var uses in model.Parameters.GroupBy(parameter => parameter.Trigger))
        {
            types.Add(uses.Key, uses.First().Type);
            var different = uses.Select(parameter => parameter.Type.Type).Distinct().ToArray();
            if (different.Length > 1)
                faults.Add($"Trigger {DisplayText.Of(uses.Key)} carries a {FaultText.List(" in one use and a ", different)} in another. "
                    + "Use the same TriggerWithParameter everywhere.");
        }

        foreach (var (trigger, given) in types)
        {
            foreach (var general in KindsOf(trigger))
            {
                if (types.TryGetValue(general, out var taken) && given != taken)
                    faults.Add($"Trigger {DisplayText.Of(trigger)} carries a {given.Type}, but is a kind of {DisplayText.Of(general)}, "
                        + $"which carries a {taken.Type}. Declare both with the same type, or remove Generalize.");
            }
        }
    }

    /// <summary>Gets a trigger and those that it is a kind of, the most specific first.</summary>
    private IEnumerable<TTrigger> KindsOf(TTrigger trigger)
    {
        HashSet<TTrigger> seen = [];
        for (var at = trigger; seen.Add(at);)
        {
            yield return at;
            if (!generals.Contains(at))
                break;
            at = generals[at].First();
        }
    }
}
