using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>A transition of a <see cref="StateGraph"/>.</summary>
public sealed class StateGraphEdge
{
    internal StateGraphEdge(StateGraphNode from, string trigger, StateGraphNode? to, StateGraphEdgeKind kind)
    {
        From = from;
        Trigger = trigger;
        To = to;
        Kind = kind;
    }

    /// <summary>Gets the state that has the transition. So have its substates that do not handle the trigger themselves.</summary>
    public StateGraphNode From { get; }

    /// <summary>Gets the name of the trigger or event.</summary>
    public string Trigger { get; }

    /// <summary>Gets the state that it leads to: the same one for what stays; null for a dynamic transition that may lead anywhere.</summary>
    public StateGraphNode? To { get; }

    /// <summary>Gets what the transition does.</summary>
    public StateGraphEdgeKind Kind { get; }

    /// <summary>Gets the guards, as they stand in the code or are described; null if there are none.</summary>
    public string? Guard { get; internal init; }

    /// <summary>Gets the transition's actions, as they stand in the code or are described; null if there are none. What an explored machine threw stands here too.</summary>
    public string? Action { get; internal init; }

    /// <summary>Gets what chooses the destination of a dynamic transition, as it stands in the code or is described; null for other transitions.</summary>
    public string? Selector { get; internal init; }

    /// <summary>Returns the transition in a line, such as "Ringing -> Connected: Answer [isFree] / Connect()".</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{From} -> {To?.Path ?? "?"}: {Label}";

    /// <summary>Gets the trigger with its guard and action in UML's notation.</summary>
    internal string Label =>
        $"{Trigger}{(Guard is null ? "" : $" [{Guard}]")}{(Selector is null ? "" : $" by {Selector}")}{(Action is null ? "" : $" / {Action}")}";

    /// <summary>Gets a value indicating whether nothing is left or entered, so that the transition is part of the state and no arrow.</summary>
    internal bool IsInside => Kind is StateGraphEdgeKind.Internal or StateGraphEdgeKind.Ignored;
}
