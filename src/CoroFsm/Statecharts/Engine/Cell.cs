using System.Runtime.InteropServices;

namespace CoroFsm;

/// <summary>A transition as it applies in one state.</summary>
/// <param name="model">The transition.</param>
/// <param name="guard">Its guard, if it has one.</param>
/// <param name="plans">What it does; for a dynamic transition, one for each state of the chart, null where it may not lead.</param>
internal sealed class Branch<TState, TTrigger>(TransitionModel<TState, TTrigger> model, Guard? guard, Plan<TState, TTrigger>?[] plans)
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionModel<TState, TTrigger> Model { get; } = model;

    internal Guard? Guard { get; } = guard;

    /// <summary>Gets the guard's condition if it takes nothing: a virtual call less.</summary>
    internal Func<bool>? Condition { get; } = (guard as PlainGuard)?.Condition;

    internal Selector<TState>? Selector { get; } = model.Selector;

    /// <summary>Gets the selector's choice if it takes nothing: a virtual call less.</summary>
    internal Func<TState>? Choose { get; } = (model.Selector as PlainSelector<TState>)?.Choose;

    internal Plan<TState, TTrigger>?[] Plans { get; } = plans;
}

/// <summary>What one trigger does in one state: the state's own transitions, then those of each superstate.</summary>
/// <remarks>A struct in an array: the next trigger cannot start before the state is known, so each reference on the way to it counts.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Cell<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal Cell(Branch<TState, TTrigger>[][] levels, ParameterType? parameter)
    {
        Levels = levels;
        ByDestination = [];
        NeedsParameter = parameter is not null;
        Always = levels is [[{ Guard: null, Selector: null } only], ..] ? only.Plans[0] : null;
        PlainTarget = Always?.PlainTarget ?? -1;
        if (levels is [[{ Selector: null } sole], ..] && (sole.Guard is null || sole.Condition is not null))
        {
            Condition = sole.Condition;
            Quick = sole.Plans[0]!.Quick;
        }

        WithParameter = Always is { } always ? parameter?.PlanOf(always.Quiet) : null;
        if (levels is [{ Length: > 1 } level, ..] && Array.TrueForAll(level, branch => branch is { Condition: not null, Selector: null } && branch.Plans[0]!.Quick.Exists))
            Alternatives = [.. level.Select(branch => new Alternative(branch.Condition!, branch.Plans[0]!.Quick))];
        if (parameter is null && levels is [[{ Guard: null, Choose: not null } dynamic], ..])
        {
            Choose = dynamic.Choose;
            ByDestination = [.. dynamic.Plans.Select(plan => plan?.Quick ?? default)];
        }
    }

    /// <summary>Gets the state that it leads to, whatever the guards, if there is nothing else to do; otherwise -1.</summary>
    internal readonly int PlainTarget;

    /// <summary>What the sole transition of the innermost state does that handles the trigger, if it has no selector, and its guard and all actions take nothing.</summary>
    internal readonly QuickPlan Quick;

    /// <summary>The guard of that transition; null: it has none.</summary>
    internal readonly Func<bool>? Condition;

    /// <summary>The same for a trigger with a parameter, if all actions take that or nothing; otherwise null.</summary>
    internal readonly ParameterPlan? WithParameter;

    /// <summary>The same where there are several transitions, which have guards; otherwise null.</summary>
    internal readonly Alternative[]? Alternatives;

    /// <summary>Where a dynamic transition leads, if there is no guard, and it takes nothing; otherwise null.</summary>
    internal readonly Func<TState>? Choose;

    /// <summary>What is then done, by the destination.</summary>
    internal readonly QuickPlan[] ByDestination;

    /// <summary>Gets a value indicating whether the trigger carries a parameter.</summary>
    internal bool NeedsParameter { get; }

    /// <summary>Gets what is done if no guard and no selector has to be asked; otherwise null.</summary>
    internal Plan<TState, TTrigger>? Always { get; }

    /// <summary>Gets the transitions, those of the innermost state first.</summary>
    internal Branch<TState, TTrigger>[][] Levels { get; }
}
