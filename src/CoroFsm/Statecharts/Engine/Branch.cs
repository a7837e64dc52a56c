namespace CoroFsm.Statecharts;

/// <summary>A transition as it applies in one state.</summary>
internal sealed class Branch<TState, TTrigger> : IAlternative<Branch<TState, TTrigger>>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Destinations<TState, TTrigger>? destinations;

    /// <summary>Initializes a transition whose destination is known.</summary>
    internal Branch(TransitionModel<TState, TTrigger> model, Guard? guard, Plan<TState, TTrigger> plan)
        : this(model, guard) => Plan = plan;

    /// <summary>Initializes a dynamic transition.</summary>
    internal Branch(TransitionModel<TState, TTrigger> model, Guard? guard, Destinations<TState, TTrigger> destinations)
        : this(model, guard) => this.destinations = destinations;

    private Branch(TransitionModel<TState, TTrigger> model, Guard? guard)
    {
        Model = model;
        Guard = guard;
        Condition = (guard as PlainGuard)?.Condition;
        Selector = model.Selector;
        Choose = (model.Selector as PlainSelector<TState>)?.Choose;
    }

    internal TransitionModel<TState, TTrigger> Model { get; }

    /// <summary>Gets the guard; null if the transition has none.</summary>
    internal Guard? Guard { get; }

    /// <summary>Gets the guard's condition if it takes nothing: calling it directly saves a virtual call.</summary>
    internal Func<bool>? Condition { get; }

    /// <summary>Gets the selector; null if the destination is known.</summary>
    internal Selector<TState>? Selector { get; }

    /// <summary>Gets the selector's choice if it takes nothing: calling it directly saves a virtual call.</summary>
    internal Func<TState>? Choose { get; }

    /// <summary>Gets what the transition does; null for a dynamic transition.</summary>
    internal Plan<TState, TTrigger>? Plan { get; }

    /// <summary>Gets the destinations of a dynamic transition. Only for one that has a selector.</summary>
    internal Destinations<TState, TTrigger> Destinations => destinations!;

    /// <summary>Gets a value indicating whether the transition is taken without calling a guard or a selector.</summary>
    internal bool IsUnconditional => Guard is null && Selector is null;

    /// <summary>Gets a value indicating whether the guard and all actions take nothing, and the destination is known.</summary>
    internal bool IsQuick => Selector is null && (Guard is null || Condition is not null) && Plan!.Quick.Exists;

    /// <inheritdoc/>
    public bool Holds(object? context, Argument argument) =>
        Condition is { } condition ? condition() : Guard is not { } guard || guard.Holds(context, argument);

    /// <inheritdoc/>
    public AmbiguousTransitionException AmbiguousWith(in Branch<TState, TTrigger> other) =>
        Decision.Ambiguous(Model, Guard, other.Guard);

    /// <summary>Returns whether the guard can hold: where its parameter is missing, a guard that takes one counts as satisfied.</summary>
    internal bool MayHold(object? context) => Guard is null || Guard.TakesParameter || Guard.Holds(context, default);
}
