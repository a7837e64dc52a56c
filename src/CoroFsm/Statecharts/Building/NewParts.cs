namespace CoroFsm.Statecharts;

/// <summary>Names the parts of a chart that the table engine, and Stateless, do not have.</summary>
internal static class NewParts
{
    /// <summary>Gets the parts, each as a clause with its state, such as "state On is parallel".</summary>
    internal static IEnumerable<string> Of<TState, TTrigger>(StatechartModel<TState, TTrigger> model)
        where TState : notnull
        where TTrigger : notnull
    {
        foreach (var state in model.States)
        {
            foreach (var part in Of(model, state))
                yield return $"state {DisplayText.Of(state.State)} {part}";
        }

        foreach (var (specific, general) in model.Generalizations)
            yield return $"trigger {DisplayText.Of(specific)} is a kind of {DisplayText.Of(general)}";
        if (model.TransitionOrder is TransitionOrder.First)
            yield return "transitions of one state are taken in the order of their declaration (TransitionOrder.First)";
    }

    private static IEnumerable<string> Of<TState, TTrigger>(StatechartModel<TState, TTrigger> model, StateModel<TState, TTrigger> state)
        where TState : notnull
        where TTrigger : notnull
    {
        if (state.IsParallel)
            yield return "is parallel";
        if (state.IsFinal)
            yield return "is final";
        foreach (var history in state.Histories)
            yield return $"is a history of {DisplayText.Of(history.Of)}";
        if (state.Completions.Count > 0)
            yield return "has an action that runs when it completes";
        if (state.Work.Count > 0)
            yield return "invokes work";
        foreach (var initial in state.Initials)
        {
            if (initial.Actions.Count > 0)
                yield return "has an initial transition with an action";
            if (initial.Forks.Count > 0)
                yield return "has an initial transition to several states";
            if (model.IsDeep(initial))
                yield return $"has an initial transition to {DisplayText.Of(initial.Destination)}, which is not its direct substate";
        }

        foreach (var transition in state.Transitions)
        {
            if (NameOf(transition.Cause) is { } name)
                yield return $"has a transition {name}";
            if (transition.IsExternal)
                yield return $"has an external transition {FaultText.To(transition)}";
            if (transition.Forks.Count > 0)
                yield return "has a transition to several states";
        }

        string? NameOf(TransitionCause cause) => cause switch
        {
            TransitionCause.Always => "without a trigger",
            TransitionCause.Completed => "that is taken when it completes",
            TransitionCause.Timer => "that is taken after a time",
            _ => null,
        };
    }
}
