using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Finds which transition a trigger takes: guards are asked, nothing else happens.</summary>
internal static class Decision
{
    /// <summary>Finds what is to be done.</summary>
    /// <returns>The plan; null if nothing handles the trigger.</returns>
    internal static Plan<TState, TTrigger>? Find<TState, TTrigger>(
        in Cell<TState, TTrigger> cell, Statechart<TState, TTrigger> chart, object? context, Argument argument, int firstLevel = 0)
        where TState : notnull
        where TTrigger : notnull
    {
        foreach (var level in cell.Details.Levels.AsSpan(firstLevel))
        {
            if (FindIn(level, context, argument) is not { } branch)
                continue;
            return branch.Selector is null ? branch.Plan : Chosen(branch, chart, branch.Selector.Select(context, argument));
        }

        return null;
    }

    /// <summary>Tells whether anything handles the trigger. Where its parameter is missing, guards that need it count as satisfied.</summary>
    internal static bool CanFire<TState, TTrigger>(in Cell<TState, TTrigger> cell, object? context, Argument argument)
        where TState : notnull
        where TTrigger : notnull
    {
        foreach (var level in cell.Details.Levels)
        {
            if (cell.Details.NeedsParameter && !argument.IsPresent ? Array.Exists(level, branch => MayHold(branch.Guard, context)) : FindIn(level, context, argument) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Tells whether a state itself, and not one of its superstates, permits the trigger.</summary>
    internal static bool IsPermitted<TState, TTrigger>(in Cell<TState, TTrigger> cell, TState source, object? context)
        where TState : notnull
        where TTrigger : notnull
    {
        foreach (var level in cell.Details.Levels)
        {
            if (EqualityComparer<TState>.Default.Equals(level[0].Model.Source, source))
                return Array.Exists(level, branch => MayHold(branch.Guard, context));
        }

        return false;
    }

    /// <summary>Names the guards that kept the trigger from being handled, those of the innermost state first.</summary>
    internal static IReadOnlyList<string> UnmetGuards<TState, TTrigger>(in Cell<TState, TTrigger> cell)
        where TState : notnull
        where TTrigger : notnull =>
        [.. cell.Details.Levels.SelectMany(level => level).Select(branch => branch.Guard!.Text).Distinct()];

    private static bool MayHold(Guard? guard, object? context) => guard is null || guard.TakesParameter || guard.Holds(context, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Branch<TState, TTrigger>? FindIn<TState, TTrigger>(Branch<TState, TTrigger>[] level, object? context, Argument argument)
        where TState : notnull
        where TTrigger : notnull
    {
        Branch<TState, TTrigger>? found = null;
        foreach (var branch in level)
        {
            if (branch.Condition is { } condition ? !condition() : branch.Guard is { } guard && !guard.Holds(context, argument))
                continue;
            if (found is not null)
                throw Ambiguous(found, branch);
            found = branch;
        }

        return found;
    }

    /// <summary>Finds what is done on the way to the state that a selector chose.</summary>
    internal static Plan<TState, TTrigger> Chosen<TState, TTrigger>(Branch<TState, TTrigger> branch, Statechart<TState, TTrigger> chart, TState destination)
        where TState : notnull
        where TTrigger : notnull
    {
        var number = chart.StateOf(destination);
        return (number >= 0 ? branch.Destinations.PlanTo(number) : null) ?? throw Elsewhere(branch.Model, chart, destination);
    }

    internal static InvalidOperationException Elsewhere<TState, TTrigger>(TransitionModel<TState, TTrigger> transition, Statechart<TState, TTrigger> chart, TState destination)
        where TState : notnull
        where TTrigger : notnull =>
        new($"State {DisplayText.Of(transition.Source)}, trigger {DisplayText.Of(transition.Trigger)}: the selector chose {DisplayText.Of(destination)}, which {(chart.StateOf(destination) < 0 ? "the chart does not have. Configure it" : "is not one of its destinations. Add it to them")}, or choose another.");

    internal static AmbiguousTransitionException Ambiguous<TState, TTrigger>(Branch<TState, TTrigger> one, Branch<TState, TTrigger> other)
        where TState : notnull
        where TTrigger : notnull =>
        new($"State {DisplayText.Of(one.Model.Source)}, trigger {DisplayText.Of(one.Model.Trigger)}: two guards hold, \"{one.Guard?.Text}\" and \"{other.Guard?.Text}\". Write them so that they exclude each other.");
}
