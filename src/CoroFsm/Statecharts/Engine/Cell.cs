using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Statecharts;

/// <summary>A transition as it applies in one state.</summary>
internal sealed class Branch<TState, TTrigger>
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

    /// <summary>Gets the guard; null: it has none.</summary>
    internal Guard? Guard { get; }

    /// <summary>Gets the guard's condition if it takes nothing: a virtual call less.</summary>
    internal Func<bool>? Condition { get; }

    internal Selector<TState>? Selector { get; }

    /// <summary>Gets the selector's choice if it takes nothing: a virtual call less.</summary>
    internal Func<TState>? Choose { get; }

    /// <summary>Gets what it does; null for a dynamic transition.</summary>
    internal Plan<TState, TTrigger>? Plan { get; }

    /// <summary>Gets where a dynamic transition leads; only for one that has a selector.</summary>
    internal Destinations<TState, TTrigger> Destinations => destinations!;
}

/// <summary>What one trigger does in one state: the state's own transitions, then those of each superstate.</summary>
/// <remarks>
/// A struct in an array, of 64 bytes, so that its place is found by a shift and it lies in one cache line or two: the next trigger cannot start before
/// the state is known, so each step on the way to it counts.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Cell<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Gets the state that it leads to, whatever the guards, if there is nothing else to do; otherwise -1.</summary>
    internal readonly int PlainTarget;

    /// <summary>What the sole transition of the innermost state does that handles the trigger, if it has no selector, and its guard and all actions take nothing.</summary>
    internal readonly QuickPlan Quick;

    /// <summary>
    /// For the dynamic transition of the innermost state, if it has no guard, and its selector takes nothing: how many states it may choose and then has nothing else to do,
    /// all of the chart or none; otherwise -1.
    /// </summary>
    internal readonly int PlainDestinations = -1;

    /// <summary>The same as <see cref="Quick"/> for a trigger with a parameter, if all actions take that or nothing; otherwise null.</summary>
    internal readonly ParameterPlan? WithParameter;

    /// <summary>What the transitions of the innermost state do where there are several, and their guards and actions take nothing; otherwise null.</summary>
    internal readonly Alternative[]? Alternatives;

    internal readonly CellDetails<TState, TTrigger> Details;

    /// <summary>The guard of the quick plan or the selector of the dynamic transition; null: there is neither.</summary>
    private readonly Delegate? question;

    internal Cell(Branch<TState, TTrigger>[][] levels, ParameterType? parameter)
    {
        Details = new(levels, parameter is not null);
        var always = Details.Always;
        PlainTarget = always?.PlainTarget ?? -1;
        WithParameter = always is null ? null : parameter?.PlanOf(always.Quiet);
        if (levels is [{ Length: > 1 } level, ..] && Array.TrueForAll(level, branch => branch is { Condition: not null, Selector: null } && branch.Plan!.Quick.Exists))
            Alternatives = [.. level.Select(branch => new Alternative(branch.Condition!, branch.Plan!.Quick))];
        if (levels is [[{ Selector: null } sole], ..] && (sole.Guard is null || sole.Condition is not null))
        {
            question = sole.Condition;
            Quick = sole.Plan!.Quick;
        }
        else if (parameter is null && levels is [[{ Guard: null, Choose: not null } dynamic], ..])
        {
            question = dynamic.Choose;
            PlainDestinations = dynamic.Destinations.PlainCount;
        }
    }

    /// <summary>Gets a value indicating whether a selector that takes nothing says where it leads.</summary>
    internal bool IsDynamic => PlainDestinations >= 0;

    /// <summary>Gets the guard of the quick plan; null: it has none. Not for a cell that <see cref="IsDynamic"/>.</summary>
    internal Func<bool>? Condition => Unsafe.As<Func<bool>>(question);

    /// <summary>Gets where it leads. Only for a cell that <see cref="IsDynamic"/>.</summary>
    internal Func<TState> Choose => Unsafe.As<Func<TState>>(question)!;
}

/// <summary>What is needed of a cell only where its shorter forms do not do.</summary>
internal sealed class CellDetails<TState, TTrigger>(Branch<TState, TTrigger>[][] levels, bool needsParameter)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Gets a value indicating whether the trigger carries a parameter.</summary>
    internal bool NeedsParameter { get; } = needsParameter;

    /// <summary>Gets the transitions, those of the innermost state first.</summary>
    internal Branch<TState, TTrigger>[][] Levels { get; } = levels;

    /// <summary>Gets what is done if no guard and no selector has to be asked; otherwise null.</summary>
    internal Plan<TState, TTrigger>? Always { get; } = levels is [[{ Guard: null, Selector: null } only], ..] ? only.Plan : null;
}
