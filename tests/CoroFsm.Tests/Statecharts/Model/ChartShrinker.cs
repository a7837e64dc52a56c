namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Makes a failing case smaller: a step, a transition, a state, an action or a guard less.</summary>
internal static class ChartShrinker
{
    internal static IEnumerable<ModelCase> Shrink(ModelCase test) => Smaller(test).Where(IsLegal);

    private static bool IsLegal(ModelCase test)
    {
        try
        {
            ChartCompiler.Compile(test.Chart);
            return true;
        }
        catch (InvalidStatechartException)
        {
            return false;
        }
    }

    private static IEnumerable<ModelCase> Smaller(ModelCase test)
    {
        for (var length = 1; length < test.Steps.Length; length++)
            yield return test with { Steps = test.Steps[..length] };
        foreach (var step in test.Steps)
            yield return test with { Steps = Without(test.Steps, step) };
        foreach (var chart in Smaller(test.Chart))
            yield return test with { Chart = chart };
    }

    private static IEnumerable<ChartDescription> Smaller(ChartDescription chart)
    {
        foreach (var transition in chart.Transitions)
            yield return chart with { Transitions = Without(chart.Transitions, transition) };
        foreach (var state in chart.States.Where(state => CanGo(chart, state.Name)))
            yield return chart with { States = Without(chart.States, state) };
        foreach (var state in chart.States)
        {
            foreach (var smaller in Smaller(state))
                yield return chart with { States = [.. chart.States.Select(other => other == state ? smaller : other)] };
        }

        foreach (var transition in chart.Transitions)
        {
            foreach (var smaller in Smaller(transition))
                yield return chart with { Transitions = [.. chart.Transitions.Select(other => other == transition ? smaller : other)] };
        }

        foreach (var pair in chart.Generalizations)
            yield return chart with { Generalizations = Without(chart.Generalizations, pair) };
    }

    private static IEnumerable<StateDescription> Smaller(StateDescription state)
    {
        if (state.Entry is { Length: > 0 })
            yield return state with { Entry = [] };
        if (state.Exit is { Length: > 0 })
            yield return state with { Exit = [] };
        if (state.Completed is { Length: > 0 })
            yield return state with { Completed = [] };
        if (state.Completed is not null)
            yield return state with { Completed = null };
        if (state.Kind is StateKind.Final)
            yield return state with { Kind = StateKind.Ordinary };
        if (state.Initial is null)
            yield break;

        yield return state with { Initial = null };
        if (state.Initial.Actions is not null)
            yield return state with { Initial = state.Initial with { Actions = null } };
        if (state.Initial.Targets.Length > 1)
            yield return state with { Initial = state.Initial with { Targets = state.Initial.Targets[..^1] } };
    }

    private static IEnumerable<TransitionDescription> Smaller(TransitionDescription transition)
    {
        if (transition.Actions is { Length: > 0 })
            yield return transition with { Actions = [] };
        if (transition.Guard is not null && transition.Cause.Kind is not CauseKind.Always)
            yield return transition with { Guard = null };
        if (transition.Reenter)
            yield return transition with { Reenter = false };
        if (transition.Targets.Length > 1)
            yield return transition with { Targets = transition.Targets[..^1] };
    }

    /// <summary>Returns whether nothing needs a state.</summary>
    private static bool CanGo(ChartDescription chart, string state)
    {
        return chart.Start != state
            && !Array.Exists(chart.States, other => other.Parent == state
                || IsNamed(other.Initial) || IsProbed(other.Entry) || IsProbed(other.Exit) || IsProbed(other.Completed))
            && !Array.Exists(chart.Transitions, other => other.Source == state || other.Guard?.State == state || IsNamed(other));

        bool IsNamed(TransitionDescription? transition) => transition is not null
            && (transition.Targets.Contains(state) || IsProbed(transition.Actions));

        bool IsProbed(ActionDescription[]? actions) => actions is not null && Array.Exists(actions, action => action.Name == state);
    }

    private static T[] Without<T>(T[] items, T item) => [.. items.Where(other => !EqualityComparer<T>.Default.Equals(other, item))];
}
