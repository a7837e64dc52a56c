namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>What a state is.</summary>
internal enum StateKind
{
    /// <summary>A state that is active alone, or with one of its substates.</summary>
    Ordinary,

    /// <summary>A state whose substates are all active at the same time.</summary>
    Parallel,

    /// <summary>A state whose entry completes its superstate.</summary>
    Final,

    /// <summary>A pseudo-state for the substate of its superstate that was active last.</summary>
    ShallowHistory,

    /// <summary>A pseudo-state for the leaves of its superstate that were active last.</summary>
    DeepHistory,
}

/// <summary>What enables a transition.</summary>
internal enum CauseKind
{
    /// <summary>A trigger.</summary>
    Trigger,

    /// <summary>Nothing: it is taken whenever its guard holds.</summary>
    Always,

    /// <summary>Its source is completed.</summary>
    Completed,

    /// <summary>Its source has been active for a time.</summary>
    Timer,
}

/// <summary>What a guard reads.</summary>
internal enum GuardKind
{
    /// <summary>Holds if the number of the world has a value.</summary>
    Equals,

    /// <summary>Holds if the number of the world has another value.</summary>
    Differs,

    /// <summary>Holds if a state is active.</summary>
    In,

    /// <summary>Holds if a state is not active.</summary>
    NotIn,
}

/// <summary>What an action does beside being logged.</summary>
internal enum ActionKind
{
    /// <summary>Queues an internal trigger.</summary>
    Raise,

    /// <summary>Queues an external trigger.</summary>
    Fire,

    /// <summary>Sets the number of the world.</summary>
    Set,

    /// <summary>Adds to the number of the world.</summary>
    Add,

    /// <summary>Logs whether a state is active.</summary>
    Probe,
}

/// <summary>What enables a transition.</summary>
internal readonly record struct Cause(CauseKind Kind, string Trigger = "", int Milliseconds = 0)
{
    internal static Cause Always => new(CauseKind.Always);

    internal static Cause Completed => new(CauseKind.Completed);

    internal static Cause On(string trigger) => new(CauseKind.Trigger, trigger);

    internal static Cause After(int milliseconds) => new(CauseKind.Timer, "", milliseconds);
}

/// <summary>A guard of a transition.</summary>
internal sealed record GuardDescription(GuardKind Kind, int Value = 0, string State = "");

/// <summary>A part of an action.</summary>
internal readonly record struct ActionDescription(ActionKind Kind, string Name = "", int Value = 0);

/// <summary>A transition; also the step of a state to its initial substates, and the default of a history state.</summary>
/// <param name="Source">The state that declares it.</param>
/// <param name="Cause">What enables it.</param>
/// <param name="Targets">The states that it leads to; none if it leaves nothing.</param>
internal sealed record TransitionDescription(string Source, Cause Cause, params string[] Targets)
{
    /// <summary>Gets a value indicating whether the source is left even if all targets are its descendants.</summary>
    internal bool Reenter { get; init; }

    internal GuardDescription? Guard { get; init; }

    /// <summary>Gets what its action does; null if it has none, which is not logged.</summary>
    internal ActionDescription[]? Actions { get; init; }
}

/// <summary>A state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parent">Its superstate; null for a state of the top level.</param>
/// <param name="Kind">What it is.</param>
internal sealed record StateDescription(string Name, string? Parent = null, StateKind Kind = StateKind.Ordinary)
{
    /// <summary>
    /// Gets the step to its initial substates, or the default of a history state; null if it has none: then a state is entered with its
    /// first substate, and a history state leads to the initial substates of its superstate.
    /// </summary>
    internal TransitionDescription? Initial { get; init; }

    /// <summary>Gets what its entry action does; null if it has none, which is not logged.</summary>
    internal ActionDescription[]? Entry { get; init; }

    internal ActionDescription[]? Exit { get; init; }

    /// <summary>Gets what the action does that runs when the state is completed.</summary>
    internal ActionDescription[]? Completed { get; init; }

    internal bool IsHistory => Kind is StateKind.ShallowHistory or StateKind.DeepHistory;
}

/// <summary>A trigger that is a kind of another one.</summary>
internal readonly record struct Generalization(string Specific, string General);

/// <summary>A chart, independent of any engine. The order of states and transitions is the order in which they are declared.</summary>
internal sealed record ChartDescription(StateDescription[] States, TransitionDescription[] Transitions)
{
    internal const int MaxMicrosteps = 40;

    internal Generalization[] Generalizations { get; init; } = [];

    /// <summary>Gets a value indicating whether the first transition is taken whose guard holds, or two that hold are an error.</summary>
    internal bool TakesFirst { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether the chart is to run on the engine of charts with one current state. There, a state without an
    /// initial substate is entered alone.
    /// </summary>
    internal bool IsPlain { get; init; }

    /// <summary>Gets the state that is entered first.</summary>
    internal string Start { get; init; } = States[0].Name;

    internal StateDescription this[string name] => Array.Find(States, state => state.Name == name)!;

    /// <summary>Gets the names of all triggers.</summary>
    internal IEnumerable<string> Triggers => Transitions.Select(transition => transition.Cause.Trigger)
        .Concat(Generalizations.SelectMany(pair => new[] { pair.Specific, pair.General }))
        .Where(trigger => trigger.Length > 0)
        .Distinct();
}
