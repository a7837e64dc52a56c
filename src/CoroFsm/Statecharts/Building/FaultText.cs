namespace CoroFsm.Statecharts;

/// <summary>Formats the places that faults name.</summary>
internal static class FaultText
{
    /// <summary>Gets the state of a transition and what causes it, such as "State A, trigger x".</summary>
    internal static string Place<TState, TTrigger>(TransitionModel<TState, TTrigger> transition)
        where TState : notnull
        where TTrigger : notnull => $"State {DisplayText.Of(transition.Source)}, {Cause(transition)}";

    /// <summary>Gets what causes a transition, such as "trigger x".</summary>
    internal static string Cause<TState, TTrigger>(TransitionModel<TState, TTrigger> transition)
        where TState : notnull
        where TTrigger : notnull => transition.Cause switch
        {
            TransitionCause.Trigger => $"trigger {DisplayText.Of(transition.Trigger)}",
            TransitionCause.Timer => $"{Member(transition.Cause)}({transition.Delay:c})",
            var cause => Member(cause),
        };

    /// <summary>Gets where a transition leads, such as "to A".</summary>
    internal static string To<TState, TTrigger>(TransitionModel<TState, TTrigger> transition)
        where TState : notnull
        where TTrigger : notnull => transition.Kind switch
        {
            TransitionKind.Permit => $"to {List(" and ", [transition.Destination, .. transition.Forks])}",
            TransitionKind.Reentry => "re-entry",
            TransitionKind.Internal => "internal",
            TransitionKind.Ignore => "ignored",
            _ => "dynamic",
        };

    internal static string List<T>(string separator, IEnumerable<T> items)
        where T : notnull => string.Join(separator, items.Select(item => DisplayText.Of(item)));

    private static string Member(TransitionCause cause) => cause switch
    {
        TransitionCause.Always => "PermitAlways",
        TransitionCause.Completed => "PermitCompleted",
        TransitionCause.Timer => "PermitAfter",
        _ => "initial transition",
    };
}
