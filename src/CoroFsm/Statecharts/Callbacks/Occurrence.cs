namespace CoroFsm.Statecharts;

/// <summary>Represents the data that an action can receive while a trigger is handled.</summary>
internal readonly ref struct Occurrence<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal readonly object? Context;
    internal readonly Argument Argument;
    private readonly IStateMachine<TState, TTrigger> machine;
    private readonly TransitionFacts<TState, TTrigger> facts;

    internal Occurrence(
        IStateMachine<TState, TTrigger> machine, object? context, TransitionFacts<TState, TTrigger> facts, Argument argument)
    {
        this.machine = machine;
        Context = context;
        this.facts = facts;
        Argument = argument;
    }

    internal Transition<TState, TTrigger> Transition => new(facts, machine, Context);
}
