namespace CoroFsm.Diagnostics;

/// <summary>Represents a transition of a <see cref="StateGraph"/>.</summary>
public sealed class StateGraphEdge
{
    internal StateGraphEdge(StateGraphNode from, string trigger, StateGraphNode? to, StateGraphEdgeKind kind)
    {
        From = from;
        Trigger = trigger;
        To = to;
        Kind = kind;
    }

    /// <summary>Gets the source state. Its substates share the transition unless they handle the trigger themselves.</summary>
    public StateGraphNode From { get; }

    /// <summary>Gets the name of the trigger or event.</summary>
    public string Trigger { get; }

    /// <summary>
    /// Gets the destination. It is the source state if the transition does not leave it, and null for a dynamic transition with unknown
    /// destinations.
    /// </summary>
    public StateGraphNode? To { get; }

    /// <summary>Gets the kind of the transition.</summary>
    public StateGraphEdgeKind Kind { get; }

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
    public override string ToString() => $"{From} -> {To?.Path ?? "?"}: {Label}";

    /// <summary>Gets the trigger with its guard and action in UML's notation.</summary>
    internal string Label =>
        Trigger + Part(" [", Guard, "]") + Part(" by ", Selector, "") + Part(" / ", Action, "");

    private static string Part(string before, string? text, string after) => text is null ? "" : before + text + after;

    /// <summary>Gets a value indicating whether no state is left or entered, so that the transition is drawn inside the state.</summary>
    internal bool IsInside => Kind is StateGraphEdgeKind.Internal or StateGraphEdgeKind.Ignored;
}
