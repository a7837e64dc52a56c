using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Represents a transition of a <see cref="StateGraph"/>.</summary>
public class StateGraphEdge
{
    internal StateGraphEdge(StateGraphNode from, string trigger, StateGraphNode[] targets, TransitionKind kind)
    {
        From = from;
        Trigger = trigger;
        Kind = kind;
        Targets = targets;
    }

    /// <summary>Gets the source state. Its substates share the transition unless they handle the trigger themselves.</summary>
    public StateGraphNode From { get; }

    /// <summary>Gets the name of the trigger or event; empty if no trigger causes the transition.</summary>
    public string Trigger { get; }

    /// <summary>Gets what causes the transition.</summary>
    public TransitionCause Cause { get; internal init; }

    /// <summary>Gets the time after which a transition is due that <see cref="TransitionCause.Timer"/> causes; otherwise zero.</summary>
    public TimeSpan Delay { get; internal init; }

    /// <summary>
    /// Gets the destination. It is the source state if the transition does not leave it, and null for a dynamic transition with unknown
    /// destinations.
    /// </summary>
    public StateGraphNode? To => Targets.Count > 0 ? Targets[0] : null;

    /// <summary>Gets all destinations: <see cref="To"/>, then those in other regions.</summary>
    public IReadOnlyList<StateGraphNode> Targets { get; }

    /// <summary>Gets the kind of the transition.</summary>
    public TransitionKind Kind { get; }

    /// <summary>Gets a value indicating whether the source is left even though the destination is within it.</summary>
    public bool IsExternal { get; internal init; }

    /// <summary>Gets the guards, as code or as their description; null if there are none.</summary>
    public string? Guard { get; internal init; }

    /// <summary>
    /// Gets the actions, as code or as their description; null if there are none. For an explored machine, they also name the exception
    /// that it threw.
    /// </summary>
    public string? Action { get; internal init; }

    /// <summary>
    /// Gets the selector of a dynamic transition's destination, as code or as its description; null for other transitions.
    /// </summary>
    public string? Selector { get; internal init; }

    /// <summary>Formats the transition as a line, such as "Ringing -> Connected: Answer [isFree] / Connect()".</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"{From} -> {(To is null ? "?" : string.Join(", ", Targets.Select(target => target.Path)))}: {Label}";

    /// <summary>Gets the trigger, or what else causes the transition.</summary>
    internal string Event => Cause switch
    {
        TransitionCause.Always => "always",
        TransitionCause.Completed => "completed",
        TransitionCause.Timer => $"after {DelayText.Of(Delay)}",
        TransitionCause.Initial => "otherwise",
        _ => Trigger,
    };

    /// <summary>Gets the trigger with its guard and action in UML's notation.</summary>
    internal string Label => Cause is TransitionCause.Initial && From.History is null
        ? Part("/ ", Action, "")
        : Event + Part(" [", Guard, "]") + Part(" by ", Selector, "") + (IsExternal ? " (external)" : "") + Part(" / ", Action, "");

    private static string Part(string before, string? text, string after) => text is null ? "" : before + text + after;

    /// <summary>Gets a value indicating whether no state is left or entered, so that the transition is drawn inside the state.</summary>
    internal bool IsInside => Kind is TransitionKind.Internal or TransitionKind.Ignore;
}

/// <summary>Represents a transition of a <see cref="StateGraph{TState, TTrigger}"/>.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public sealed class StateGraphEdge<TState, TTrigger> : StateGraphEdge
    where TState : notnull
    where TTrigger : notnull
{
    private readonly TTrigger trigger;

    internal StateGraphEdge(StateGraphNode<TState> from, TransitionModel<TState, TTrigger> transition, StateGraphNode[] targets)
        : base(from, transition.HasTrigger ? transition.Trigger.ToString() ?? "" : "", targets, KindOf(transition)) =>
        trigger = transition.Trigger;

    /// <inheritdoc cref="StateGraphEdge.From"/>
    public new StateGraphNode<TState> From => (StateGraphNode<TState>)base.From;

    /// <inheritdoc cref="StateGraphEdge.To"/>
    public new StateGraphNode<TState>? To => (StateGraphNode<TState>?)base.To;

    /// <inheritdoc cref="StateGraphEdge.Targets"/>
    public new IReadOnlyList<StateGraphNode<TState>> Targets => [.. base.Targets.Cast<StateGraphNode<TState>>()];

    /// <summary>Gets the trigger.</summary>
    /// <exception cref="InvalidOperationException">
    /// No trigger causes the transition: see <see cref="StateGraphEdge.Cause"/>.
    /// </exception>
    public new TTrigger Trigger => Cause is TransitionCause.Trigger
        ? trigger
        : throw new InvalidOperationException($"{this}: no trigger causes this transition. Read Cause first.");

    /// <summary>An external transition to the state itself is a re-entry, however it was declared.</summary>
    private static TransitionKind KindOf(TransitionModel<TState, TTrigger> transition) =>
        transition is { Kind: TransitionKind.Permit, HasTrigger: true, IsExternal: true, Forks.Count: 0 }
            && EqualityComparer<TState>.Default.Equals(transition.Source, transition.Destination)
            ? TransitionKind.Reentry
            : transition.Kind;
}
