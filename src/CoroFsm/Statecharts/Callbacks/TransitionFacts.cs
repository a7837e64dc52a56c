namespace CoroFsm.Statecharts;

/// <summary>What is known of a transition when the chart is built. Made once, shared by all instances.</summary>
internal sealed record TransitionFacts<TState, TTrigger>(TState Source, TState Destination, TTrigger Trigger, bool IsInitial = false)
    where TState : notnull
    where TTrigger : notnull;
