namespace CoroFsm.Statecharts;

/// <summary>Actions that take nothing, then a state, then more such actions: the form of most transitions.</summary>
/// <remarks>
/// A struct inside the cell: the next trigger cannot start before the state is known, so each load on the way to it counts.
/// </remarks>
internal readonly struct QuickPlan
{
    /// <summary>The state does not change.</summary>
    private const int Stay = -1;

    /// <summary>Added to a state's number, so that 0 means that there is no such form.</summary>
    private const int FirstState = 2;

    /// <summary>The actions before the state is set.</summary>
    internal readonly ActionList Before;

    /// <summary>The actions after the state is set.</summary>
    internal readonly ActionList After;

    private readonly int target;

    private QuickPlan(Action[] before, int target, Action[] after)
    {
        Before = new(before);
        After = new(after);
        this.target = FirstState + target;
    }

    /// <summary>Gets a value indicating whether the transition has this form.</summary>
    internal bool Exists => target != 0;

    /// <summary>Gets the state; negative if it does not change.</summary>
    internal int Target => target - FirstState;

    internal static QuickPlan Of<TState, TTrigger>(Step<TState, TTrigger>[] steps)
        where TState : notnull
        where TTrigger : notnull
    {
        if (Array.Exists(steps, step => step.Kind is not (StepKind.Call or StepKind.SetState))
            || steps.Count(step => step.Kind is StepKind.SetState) > 1)
        {
            return default;
        }

        var set = Array.FindIndex(steps, step => step.Kind is StepKind.SetState);
        Action[] actions = [.. steps.Where(step => step.Kind is StepKind.Call).Select(step => (Action)step.Target!)];
        return set < 0 ? new([], Stay, actions) : new(actions[..set], steps[set].State, actions[set..]);
    }
}
