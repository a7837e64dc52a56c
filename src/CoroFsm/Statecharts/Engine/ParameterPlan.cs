namespace CoroFsm.Statecharts;

/// <summary>As <see cref="QuickPlan"/>, for a trigger with a parameter whose actions take that or nothing.</summary>
internal abstract class ParameterPlan;

/// <inheritdoc/>
internal sealed class ParameterPlan<TParameter> : ParameterPlan
{
    internal readonly ActionList<TParameter> Before;
    internal readonly ActionList<TParameter> After;

    /// <summary>The state; -1 if it does not change.</summary>
    internal readonly int Target;

    private ParameterPlan(List<Action<TParameter>> before, int target, List<Action<TParameter>> after)
    {
        Before = new([.. before]);
        Target = target;
        After = new([.. after]);
    }

    internal static ParameterPlan<TParameter>? Of<TState, TTrigger>(Step<TState, TTrigger>[] steps)
        where TState : notnull
        where TTrigger : notnull
    {
        var (target, isSet) = (-1, false);
        List<Action<TParameter>> before = [], after = [];
        foreach (var step in steps)
        {
            if (step.Kind is StepKind.SetState && !isSet)
                (target, isSet) = (step.State, true);
            else if (ActionOf(step) is { } action)
                (isSet ? after : before).Add(action);
            else
                return null;
        }

        return new(before, target, after);
    }

    private static Action<TParameter>? ActionOf<TState, TTrigger>(Step<TState, TTrigger> step)
        where TState : notnull
        where TTrigger : notnull => (step.Target is Effect<TState, TTrigger> effect ? effect.Direct : step.Target) switch
        {
            Action<TParameter> action => action,
            Action action => _ => action(),
            _ => null,
        };
}
