namespace CoroFsm.Statecharts;

/// <summary>Actions that take nothing, then a state, then more such actions: what most transitions are.</summary>
/// <remarks>A struct, kept in the cell itself: the next trigger cannot start before the state is known, so each reference on the way to it counts.</remarks>
internal readonly struct QuickPlan
{
    /// <summary>The state stays as it is.</summary>
    private const int Stay = -1;

    /// <summary>What is added to a state.</summary>
    private const int FirstState = 2;

    /// <summary>The actions before the state is set.</summary>
    internal readonly ActionList Before;

    /// <summary>The actions behind.</summary>
    internal readonly ActionList After;

    /// <summary>0: there is no such form.</summary>
    private readonly int target;

    private QuickPlan(Action[] before, int target, Action[] after)
    {
        Before = new(before);
        After = new(after);
        this.target = FirstState + target;
    }

    /// <summary>Gets a value indicating whether there is such a form.</summary>
    internal bool Exists => target != 0;

    /// <summary>Gets the state; negative: it stays as it is.</summary>
    internal int Target => target - FirstState;

    internal static QuickPlan Of<TState, TTrigger>(Step<TState, TTrigger>[] steps)
        where TState : notnull
        where TTrigger : notnull
    {
        if (steps.Any(step => step.Kind is not (StepKind.Call or StepKind.SetState)) || steps.Count(step => step.Kind is StepKind.SetState) > 1)
            return default;

        var set = Array.FindIndex(steps, step => step.Kind is StepKind.SetState);
        Action[] actions = [.. steps.Where(step => step.Kind is StepKind.Call).Select(step => (Action)step.Target!)];
        return set < 0 ? new([], Stay, actions) : new(actions[..set], steps[set].State, actions[set..]);
    }
}

/// <summary>A transition that is taken if a condition holds that takes nothing.</summary>
internal readonly struct Alternative(Func<bool> condition, QuickPlan quick)
{
    internal readonly Func<bool> Condition = condition;
    internal readonly QuickPlan Quick = quick;
}
