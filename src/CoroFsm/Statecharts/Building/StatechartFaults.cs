namespace CoroFsm.Statecharts;

/// <summary>Finds all faults of a chart.</summary>
internal static class StatechartFaults
{
    internal static List<string> Find<TState, TTrigger>(StatechartModel<TState, TTrigger> model)
        where TState : notnull
        where TTrigger : notnull
    {
        List<string> faults = [];
        StateHierarchy<TState, TTrigger> tree = new(model);
        NestingFaults<TState, TTrigger> nesting = new(tree, faults);
        InitialFaults<TState, TTrigger> initials = new(tree, faults);
        KindFaults<TState, TTrigger> kinds = new(tree, faults);
        HistoryFaults<TState, TTrigger> histories = new(tree, faults);
        TransitionFaults<TState, TTrigger> transitions = new(tree, faults);
        TriggerFaults<TState, TTrigger> triggers = new(tree, faults);

        CheckOptions(model, faults);
        foreach (var state in model.States)
        {
            nesting.Check(state);
            initials.Check(state);
            kinds.Check(state);
            histories.Check(state);
            transitions.Check(state);
            triggers.Check(state);
        }

        triggers.CheckChart();
        if (!nesting.CheckCycles() && faults.Count == 0 && !model.IsPlain)
        {
            // These follow targets and paths, which only a chart without the faults above has.
            initials.CheckMissing();
            histories.CheckCycles();
            ExitFaults.Find(tree, faults);
            if (faults.Count == 0)
                new EndlessFaults<TState, TTrigger>(tree, faults).Find();
        }

        return faults;
    }

    private static void CheckOptions<TState, TTrigger>(StatechartModel<TState, TTrigger> model, List<string> faults)
        where TState : notnull
        where TTrigger : notnull
    {
        if (model.States.Count == 0)
            faults.Add("It has no states. Configure at least one.");
        if (!Enum.IsDefined(model.Unhandled))
            faults.Add($"{model.Unhandled} is no policy for unhandled triggers. "
                + $"Use {string.Join(", ", Enum.GetNames<Unhandled>())}, or an action.");
        if (!Enum.IsDefined(model.TransitionOrder))
            faults.Add($"{model.TransitionOrder} is no order of transitions. Use {string.Join(" or ", Enum.GetNames<TransitionOrder>())}.");
        if (model.ExitRule is { } rule && !Enum.IsDefined(rule))
            faults.Add($"{rule} is no exit rule. Use {string.Join(" or ", Enum.GetNames<ExitRule>())}, or null for the default.");
    }
}
