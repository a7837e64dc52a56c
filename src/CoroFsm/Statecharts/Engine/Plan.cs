namespace CoroFsm.Statecharts;

/// <summary>What one step of a transition does.</summary>
internal enum StepKind : byte
{
    /// <summary>Calls an action that takes nothing.</summary>
    Call,

    /// <summary>Runs any other action.</summary>
    Effect,

    /// <summary>Sets the state.</summary>
    SetState,

    /// <summary>Tells the observer that states have been left, or an initial substate is about to be entered.</summary>
    Transitioned,

    /// <summary>Tells the observer that all has been done.</summary>
    Completed,
}

/// <summary>What a step belongs to.</summary>
internal enum StepPart : byte
{
    /// <summary>Leaving a state.</summary>
    Exit,

    /// <summary>The action of the transition.</summary>
    Action,

    /// <summary>Setting the state, or telling the observer.</summary>
    Step,

    /// <summary>Entering a state.</summary>
    Entry,
}

/// <summary>One step of a transition.</summary>
internal readonly record struct Step<TState, TTrigger>(StepKind Kind, StepPart Part, int State, object? Target, TransitionFacts<TState, TTrigger> Facts)
    where TState : notnull
    where TTrigger : notnull;

/// <summary>All that a transition does, in order. Made when the chart is built, shared by all instances.</summary>
internal sealed class Plan<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal Plan(int state, Step<TState, TTrigger>[] steps, bool needsParameter)
    {
        Observed = steps;
        Quiet = [.. steps.Where(step => step.Kind is not (StepKind.Transitioned or StepKind.Completed))];
        Quick = needsParameter ? default : QuickPlan.Of(Quiet);
        PlainTarget = needsParameter || Quiet.Any(step => step.Kind is not StepKind.SetState) ? -1 : Quiet is [.., var last] ? last.State : state;
    }

    /// <summary>Gets the steps when somebody observes.</summary>
    internal Step<TState, TTrigger>[] Observed { get; }

    /// <summary>Gets the steps when nobody does.</summary>
    internal Step<TState, TTrigger>[] Quiet { get; }

    /// <summary>Gets the state that it leads to, if that is all it does; otherwise -1.</summary>
    internal int PlainTarget { get; }

    /// <summary>Gets the steps when nobody observes, in a form without choices, if there is one.</summary>
    internal QuickPlan Quick { get; }
}
