using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Represents a state of a <see cref="StateGraph"/>.</summary>
public class StateGraphNode
{
    internal StateGraphNode(string name, StateGraphNode? superstate = null, bool isFinal = false)
    {
        Name = name;
        Superstate = superstate;
        IsFinal = isFinal;
    }

    /// <summary>Gets the name of the state without its superstates. Two states of different superstates may have the same name.</summary>
    public string Name { get; }

    /// <summary>Gets the names of the superstates, outermost first, and of the state, separated by slashes.</summary>
    public string Path => Superstate is null ? Name : $"{Superstate.Path}/{Name}";

    /// <summary>Gets the superstate; null if there is none.</summary>
    public StateGraphNode? Superstate { get; internal set; }

    /// <summary>Gets the substate that is entered together with this state; null if there is none.</summary>
    public StateGraphNode? InitialSubstate => History is null ? InitialTransition?.To : null;

    /// <summary>
    /// Gets the transition to the substates that are entered together with this state; for a history pseudo-state, the one that is taken
    /// when nothing is recalled. Null if there is none. It is not one of <see cref="StateGraph.Edges"/>.
    /// </summary>
    public StateGraphEdge? InitialTransition { get; internal set; }

    /// <summary>Gets a value indicating whether the substates are regions, all of which are active while the state is.</summary>
    public bool IsParallel { get; internal init; }

    /// <summary>
    /// Gets a value indicating whether the node is a final state of a chart, or represents an ended machine: completed, closed or faulted.
    /// </summary>
    public bool IsFinal { get; }

    /// <summary>
    /// Gets what the node recalls of its superstate if it is a history pseudo-state; null if it is a state that a machine can be in.
    /// </summary>
    public History? History { get; internal init; }

    /// <summary>
    /// Gets the texts of the entry actions: the source code, or the description that was given instead. The text of an action that runs
    /// for one trigger only begins with that trigger, such as "from Dial / Ring()".
    /// </summary>
    public IReadOnlyList<string> EntryActions =>
        [.. Entries.Select(entry => entry.From is null ? entry.Action : $"from {entry.From} / {entry.Action}")];

    /// <summary>Gets the texts of the exit actions: the source code, or the description that was given instead.</summary>
    public IReadOnlyList<string> ExitActions { get; internal init; } = [];

    /// <summary>Gets the texts of the actions that run when the state completes.</summary>
    public IReadOnlyList<string> CompletionActions { get; internal init; } = [];

    /// <summary>Gets the texts of the work that runs while the state is active, with the triggers that its end fires.</summary>
    public IReadOnlyList<string> InvokedWork => [.. Work.Select(work => $"{work.Text}{work.Ends}")];

    internal IReadOnlyList<WorkText> Work { get; init; } = [];

    internal IReadOnlyList<(string? From, string Action)> Entries { get; init; } = [];

    /// <summary>Returns the path.</summary>
    /// <returns>The path.</returns>
    public override string ToString() => Path;

    /// <summary>Gets a value indicating whether the node is a region of a parallel state.</summary>
    internal bool IsRegion => Superstate is { IsParallel: true } && History is null;

    internal bool IsWithin(StateGraphNode other)
    {
        for (var node = Superstate; node is not null; node = node.Superstate)
        {
            if (ReferenceEquals(node, other))
                return true;
        }

        return false;
    }
}

/// <summary>Represents a state of a <see cref="StateGraph{TState, TTrigger}"/>.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
public sealed class StateGraphNode<TState> : StateGraphNode
    where TState : notnull
{
    internal StateGraphNode(TState state, bool isFinal)
        : base(state.ToString() ?? "", superstate: null, isFinal) =>
        State = state;

    /// <summary>Gets the state.</summary>
    public TState State { get; }

    /// <inheritdoc cref="StateGraphNode.Superstate"/>
    public new StateGraphNode<TState>? Superstate => (StateGraphNode<TState>?)base.Superstate;

    /// <inheritdoc cref="StateGraphNode.InitialSubstate"/>
    public new StateGraphNode<TState>? InitialSubstate => (StateGraphNode<TState>?)base.InitialSubstate;
}
