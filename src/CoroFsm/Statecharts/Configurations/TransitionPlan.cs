namespace CoroFsm.Statecharts;

/// <summary>A transition of a chart, with its states by their indices in document order.</summary>
internal sealed class TransitionPlan<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionPlan(TransitionModel<TState, TTrigger> model, int source, int[] targets)
    {
        Model = model;
        Source = source;
        Targets = targets;
        Guard = model.Guard;
        Effects = [.. model.Actions];
    }

    internal TransitionModel<TState, TTrigger> Model { get; }

    internal int Source { get; }

    /// <summary>Gets the destinations as declared; empty if no state is left, and for a dynamic transition.</summary>
    internal int[] Targets { get; }

    internal Guard? Guard { get; }

    internal Effect<TState, TTrigger>[] Effects { get; init; }

    /// <summary>Gets or sets the index of the result if several leaves share the guard; otherwise -1.</summary>
    internal int Shared { get; set; } = -1;

    internal bool IsExternal => Model.IsExternal || Model.Kind is TransitionKind.Reentry;

    /// <summary>Gets or sets the innermost state that is not left; -1: none. Only if <see cref="HasFixedDomain"/>.</summary>
    internal int Domain { get; set; }

    /// <summary>Gets or sets a value indicating whether the domain depends neither on history nor on a selector.</summary>
    internal bool HasFixedDomain { get; set; }
}

/// <summary>A transition as it applies to one trigger.</summary>
/// <param name="Plan">The transition.</param>
/// <param name="Facts">Its facts, with that trigger.</param>
internal sealed record Candidate<TState, TTrigger>(TransitionPlan<TState, TTrigger> Plan, TransitionFacts<TState, TTrigger> Facts)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Gets the facts of a dynamic transition to a state, by index; created when the state is first chosen.</summary>
    internal ChosenTarget<TState, TTrigger>?[]? Chosen;
}

/// <summary>What a dynamic transition does for one choice of its selector.</summary>
internal sealed record ChosenTarget<TState, TTrigger>(int[] Targets, TransitionFacts<TState, TTrigger> Facts)
    where TState : notnull
    where TTrigger : notnull;

/// <summary>The transitions of one state for one trigger, and those of the states that contain it.</summary>
internal sealed class TransitionLevel<TState, TTrigger>(
    Candidate<TState, TTrigger>[] candidates, TransitionLevel<TState, TTrigger>? outer, bool isFirst)
    where TState : notnull
    where TTrigger : notnull
{
    internal Candidate<TState, TTrigger>[] Candidates { get; } = candidates;

    internal TransitionLevel<TState, TTrigger>? Outer { get; } = outer;

    /// <summary>Gets a value indicating whether the first one is taken whose guard holds; otherwise guards exclude each other.</summary>
    internal bool IsFirst { get; } = isFirst;

    /// <summary>Gets the transition if it is the only one and has no guard.</summary>
    internal Candidate<TState, TTrigger>? Unconditional { get; } =
        candidates is [{ Plan: { Guard: null, Model.Selector: null } } only] ? only : null;
}
