namespace CoroFsm.Statecharts;

/// <summary>One of the transitions of a state and a trigger, whose guards exclude each other.</summary>
internal interface IAlternative<TSelf>
    where TSelf : IAlternative<TSelf>
{
    /// <summary>Evaluates the guard.</summary>
    bool Holds(object? context, Argument argument);

    /// <summary>Creates the exception for two guards that hold.</summary>
    AmbiguousTransitionException AmbiguousWith(in TSelf other);
}

/// <summary>An alternative whose guard and actions take nothing.</summary>
/// <remarks>A struct that holds what it needs: each reference on the way to the state costs a load.</remarks>
internal readonly struct Alternative<TState, TTrigger>(Branch<TState, TTrigger> branch) : IAlternative<Alternative<TState, TTrigger>>
    where TState : notnull
    where TTrigger : notnull
{
    internal readonly QuickPlan Quick = branch.Plan!.Quick;

    private readonly Func<bool> condition = branch.Condition!;

    private readonly Branch<TState, TTrigger> branch = branch;

    /// <inheritdoc/>
    public bool Holds(object? context, Argument argument) => condition();

    /// <inheritdoc/>
    public AmbiguousTransitionException AmbiguousWith(in Alternative<TState, TTrigger> other) => branch.AmbiguousWith(other.branch);
}
