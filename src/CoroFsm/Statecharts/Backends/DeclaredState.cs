namespace CoroFsm.Statecharts.Backends;

/// <summary>Represents a state of a chart as it was declared.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public sealed class DeclaredState<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly DeclaredChart<TState, TTrigger> chart;
    private readonly StateModel<TState, TTrigger> model;

    internal DeclaredState(DeclaredChart<TState, TTrigger> chart, StateModel<TState, TTrigger> model)
    {
        this.chart = chart;
        this.model = model;
        Transitions = [.. model.Transitions.Select(transition => new DeclaredTransition<TState, TTrigger>(chart, this, transition))];
        EntryActions = [.. model.Entries.Select(
            entry => new DeclaredAction<TState, TTrigger>(chart, entry.Effect, entry.IsFrom, entry.From))];
        ExitActions = [.. model.Exits.Select(exit => new DeclaredAction<TState, TTrigger>(chart, exit))];
        CompletionActions = [.. model.Completions.Select(completion => new DeclaredAction<TState, TTrigger>(chart, completion))];
        InvokedWork = [.. model.Work.Select(work => new DeclaredWork<TTrigger>(work))];
        var initial = model.Histories is [var history, ..] ? history.Otherwise : model.Initials.FirstOrDefault();
        InitialTransition = initial is null ? null : new(chart, this, initial);
    }

    /// <summary>Gets the state itself.</summary>
    public TState State => model.State;

    /// <summary>Gets the superstate; null if there is none.</summary>
    public DeclaredState<TState, TTrigger>? Superstate => model.Superstates is [var superstate, ..] ? chart.Find(superstate) : null;

    /// <summary>Gets the substate that is entered after the state; null if there is none.</summary>
    public DeclaredState<TState, TTrigger>? InitialSubstate => model.InitialSubstates is [var initial, ..] ? chart.Find(initial) : null;

    /// <summary>
    /// Gets the transition to the initial substates; for a history pseudo-state, the one that is taken when nothing is recalled; null if
    /// there is none. If it leads from a pseudo-state to its superstate, it leads to the initial substates of that.
    /// </summary>
    public DeclaredTransition<TState, TTrigger>? InitialTransition { get; }

    /// <summary>Gets a value indicating whether the substates are regions, all of which are active while the state is.</summary>
    public bool IsParallel => model.IsParallel;

    /// <summary>Gets a value indicating whether the state is final.</summary>
    public bool IsFinal => model.IsFinal;

    /// <summary>
    /// Gets what the state recalls of its superstate if it is a history pseudo-state; null if it is a state that a machine can be in.
    /// </summary>
    public History? History => model.Histories is [var history, ..] ? history.History : null;

    /// <summary>Gets the transitions that the state itself declares. Those of its superstates apply where none of these does.</summary>
    public IReadOnlyList<DeclaredTransition<TState, TTrigger>> Transitions { get; }

    /// <summary>Gets the actions that run when the state is entered, in order.</summary>
    public IReadOnlyList<DeclaredAction<TState, TTrigger>> EntryActions { get; }

    /// <summary>Gets the actions that run when the state is left, in order.</summary>
    public IReadOnlyList<DeclaredAction<TState, TTrigger>> ExitActions { get; }

    /// <summary>Gets the actions that run when the state completes, in order.</summary>
    public IReadOnlyList<DeclaredAction<TState, TTrigger>> CompletionActions { get; }

    /// <summary>Gets the work that runs while the state is active, in order.</summary>
    public IReadOnlyList<DeclaredWork<TTrigger>> InvokedWork { get; }

    /// <summary>Returns the state as text.</summary>
    /// <returns>The state's name.</returns>
    public override string ToString() => State.ToString() ?? "";
}
