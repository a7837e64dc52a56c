using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Finds the transition that a trigger takes: evaluates guards and calls selectors, and changes nothing.</summary>
internal static class Decision
{
    /// <summary>Finds what a trigger does.</summary>
    /// <returns>The plan; null if the trigger is unhandled.</returns>
    internal static Plan<TState, TTrigger>? Find<TState, TTrigger>(
        in Cell<TState, TTrigger> cell, Statechart<TState, TTrigger> chart, object? context, Argument argument, int firstLevel = 0)
        where TState : notnull
        where TTrigger : notnull
    {
        foreach (var level in cell.Details.Levels.AsSpan(firstLevel))
        {
            if (Holding(level, context, argument) is not (>= 0 and var found))
                continue;
            var branch = level[found];
            return branch.Selector is null ? branch.Plan : Chosen(branch, chart, branch.Selector.Select(context, argument));
        }

        return null;
    }

    /// <summary>Finds the alternative whose guard holds. Evaluates the guard of each, once.</summary>
    /// <returns>Its index; -1 if no guard holds.</returns>
    /// <exception cref="AmbiguousTransitionException">Two guards hold.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Holding<TAlternative>(TAlternative[] alternatives, object? context, Argument argument)
        where TAlternative : IAlternative<TAlternative>
    {
        var found = -1;
        for (var i = 0; i < alternatives.Length; i++)
        {
            if (!alternatives[i].Holds(context, argument))
                continue;
            if (found >= 0)
                throw alternatives[found].AmbiguousWith(in alternatives[i]);
            found = i;
        }

        return found;
    }

    /// <summary>Returns whether a trigger is handled. Where its parameter is missing, guards that take it count as satisfied.</summary>
    internal static bool CanFire<TState, TTrigger>(in Cell<TState, TTrigger> cell, object? context, Argument argument)
        where TState : notnull
        where TTrigger : notnull
    {
        var isComplete = !cell.Details.NeedsParameter || argument.IsPresent;
        foreach (var level in cell.Details.Levels)
        {
            if (isComplete ? Holding(level, context, argument) >= 0 : Array.Exists(level, branch => branch.MayHold(context)))
                return true;
        }

        return false;
    }

    /// <summary>Gets the triggers that a state or one of its superstates permits, those of the innermost state first.</summary>
    internal static List<TTrigger> Permitted<TState, TTrigger>(Statechart<TState, TTrigger> chart, int state, object? context)
        where TState : notnull
        where TTrigger : notnull
    {
        List<TTrigger> permitted = [];
        for (var at = state; at >= 0; at = chart.Superstates[at])
        {
            for (var number = 0; number < chart.Cells.Length; number++)
            {
                var trigger = chart.Triggers[number];
                if (IsPermitted(chart.Cells[number][state], chart.States[at], context) && !permitted.Contains(trigger))
                    permitted.Add(trigger);
            }
        }

        return permitted;
    }

    /// <summary>Returns whether a state itself, and not one of its superstates, permits the trigger.</summary>
    private static bool IsPermitted<TState, TTrigger>(in Cell<TState, TTrigger> cell, TState source, object? context)
        where TState : notnull
        where TTrigger : notnull
    {
        foreach (var level in cell.Details.Levels)
        {
            if (EqualityComparer<TState>.Default.Equals(level[0].Model.Source, source))
                return Array.Exists(level, branch => branch.MayHold(context));
        }

        return false;
    }

    /// <summary>Gets the guards that left a trigger unhandled, those of the innermost state first.</summary>
    internal static IReadOnlyList<string> UnmetGuards<TState, TTrigger>(in Cell<TState, TTrigger> cell)
        where TState : notnull
        where TTrigger : notnull =>
        [.. cell.Details.Levels.SelectMany(level => level).Select(branch => branch.Guard!.Text).Distinct()];

    /// <summary>Finds what a dynamic transition does for the destination that its selector chose.</summary>
    internal static Plan<TState, TTrigger> Chosen<TState, TTrigger>(
        Branch<TState, TTrigger> branch, Statechart<TState, TTrigger> chart, TState destination)
        where TState : notnull
        where TTrigger : notnull
    {
        var number = chart.StateOf(destination);
        return (number >= 0 ? branch.Destinations.PlanTo(number) : null) ?? throw Elsewhere(branch.Model, chart, destination);
    }

    internal static InvalidOperationException Elsewhere<TState, TTrigger>(
        TransitionModel<TState, TTrigger> transition, Statechart<TState, TTrigger> chart, TState destination)
        where TState : notnull
        where TTrigger : notnull
    {
        var fault = chart.StateOf(destination) < 0
            ? "the chart does not have. Configure it"
            : "is not one of its destinations. Add it to them";
        return new($"State {DisplayText.Of(transition.Source)}, trigger {DisplayText.Of(transition.Trigger)}: the selector chose "
            + $"{DisplayText.Of(destination)}, which {fault}, or choose another.");
    }

    internal static AmbiguousTransitionException Ambiguous<TState, TTrigger>(
        TransitionModel<TState, TTrigger> transition, Guard? guard, Guard? other)
        where TState : notnull
        where TTrigger : notnull => new(
        $"State {DisplayText.Of(transition.Source)}, trigger {DisplayText.Of(transition.Trigger)}: two guards hold, "
        + $"\"{guard?.Text}\" and \"{other?.Text}\". Write them so that they exclude each other.");
}
