namespace CoroFsm.Statecharts;

/// <summary>The facts of a transition that are known when the chart is built. Created once, shared by all instances.</summary>
internal sealed record TransitionFacts<TState, TTrigger>(TState Source, TState Destination, TTrigger Trigger, bool IsInitial = false)
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionCause Cause { get; init; }
}
