namespace CoroFsm.Statecharts;

/// <summary>The kinds of steps of a transition.</summary>
internal enum StepKind : byte
{
    /// <summary>Calls an action that takes nothing.</summary>
    Call,

    /// <summary>Runs any other action.</summary>
    Effect,

    /// <summary>Sets the state.</summary>
    SetState,

    /// <summary>Notifies the observer that states have been left, or an initial substate is about to be entered.</summary>
    Transitioned,

    /// <summary>Notifies the observer that the transition is complete.</summary>
    Completed,
}

/// <summary>The parts of a transition that a step belongs to.</summary>
internal enum StepPart : byte
{
    /// <summary>Leaving a state.</summary>
    Exit,

    /// <summary>The action of the transition.</summary>
    Action,

    /// <summary>Setting the state, or notifying the observer.</summary>
    Step,

    /// <summary>Entering a state.</summary>
    Entry,
}

/// <summary>One step of a transition.</summary>
internal readonly record struct Step<TState, TTrigger>(
    StepKind Kind, StepPart Part, int State, object? Target, TransitionFacts<TState, TTrigger> Facts)
    where TState : notnull
    where TTrigger : notnull;

/// <summary>The steps of a transition, in order. Created when the chart is built, shared by all instances.</summary>
internal sealed class Plan<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal Plan(int state, Step<TState, TTrigger>[] steps, bool needsParameter)
    {
        Observed = steps;
        Quiet = [.. steps.Where(step => step.Kind is not (StepKind.Transitioned or StepKind.Completed))];
        Quick = needsParameter ? default : QuickPlan.Of(Quiet);
        var isPlain = !needsParameter && Array.TrueForAll(Quiet, step => step.Kind is StepKind.SetState);
        PlainTarget = !isPlain ? -1 : Quiet is [.., var last] ? last.State : state;
    }

    /// <summary>Gets the steps for an instance with an observer.</summary>
    internal Step<TState, TTrigger>[] Observed { get; }

    /// <summary>Gets the steps for an instance without an observer.</summary>
    internal Step<TState, TTrigger>[] Quiet { get; }

    /// <summary>Gets the state if the transition only sets one; otherwise -1.</summary>
    internal int PlainTarget { get; }

    /// <summary>Gets the steps without an observer in the quick form, if they have it.</summary>
    internal QuickPlan Quick { get; }
}
