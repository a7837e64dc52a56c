using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Represents the states of a machine and the transitions between them, for drawings. Immutable.</summary>
/// <remarks>
/// The graph of a chart is exact: <see cref="Of{TState, TTrigger}(Statechart{TState, TTrigger})"/>. The graph of a coroutine is the result
/// of an exploration: <see cref="Explore"/>.
/// </remarks>
public class StateGraph
{
    private readonly ILookup<StateGraphNode?, StateGraphNode> substates;
    private readonly ILookup<StateGraphNode, StateGraphEdge> edgesFrom;

    internal StateGraph(string name, StateGraphNode[] nodes, StateGraphEdge[] edges, StateGraphNode? initial)
    {
        Name = name;
        Nodes = nodes;
        Edges = edges;
        Initial = initial;
        substates = nodes.ToLookup(node => node.Superstate);
        edgesFrom = edges.ToLookup(edge => edge.From);
    }

    /// <summary>Gets the name of the explored machine; empty for a chart, which has no name.</summary>
    public string Name { get; }

    /// <summary>
    /// Gets the states, superstates before their substates: those of a chart in the order in which they were first named, or first
    /// configured where their order has a meaning; those of a coroutine in the order of discovery.
    /// </summary>
    public IReadOnlyList<StateGraphNode> Nodes { get; }

    /// <summary>Gets the transitions, grouped by state.</summary>
    public IReadOnlyList<StateGraphEdge> Edges { get; }

    /// <summary>Gets the state in which the machine starts; null if it is unknown.</summary>
    public StateGraphNode? Initial { get; }

    /// <summary>Gets the state from which the states that a transition leaves are counted.</summary>
    public ExitRule ExitRule { get; internal init; }

    /// <summary>Gets a value indicating whether a machine can be in a state that has substates, and in none of these.</summary>
    internal bool IsPlain { get; init; } = true;

    /// <summary>Gets the names of the triggers that are kinds of others, with the names of those.</summary>
    internal IReadOnlyDictionary<string, string> Generals { get; init; } = new Dictionary<string, string>();

    /// <summary>Creates the graph of a chart, without an initial state.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <returns>The graph, with every declared state and transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/> is null.</exception>
    public static StateGraph<TState, TTrigger> Of<TState, TTrigger>(Statechart<TState, TTrigger> chart)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new ChartReader<TState, TTrigger>(chart.Model).Read(initial: null);
    }

    /// <summary>Creates the graph of a chart.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="initial">The state in which instances start.</param>
    /// <returns>The graph, with every declared state and transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public static StateGraph<TState, TTrigger> Of<TState, TTrigger>(Statechart<TState, TTrigger> chart, TState initial)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.StateOf(initial) is var number and >= 0
            ? new ChartReader<TState, TTrigger>(chart.Model).Read(number)
            : throw new ArgumentOutOfRangeException(nameof(initial), initial, "The chart has no such state. Use a configured state.");
    }

    /// <summary>Explores a coroutine machine by sending every event of an alphabet in every state, breadth first.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="start">
    /// Starts a new machine. It must also create everything that the machine works with, so that earlier machines have no effect. Called
    /// states × events times.
    /// </param>
    /// <param name="alphabet">The events to try.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the exploration between two events.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> or <paramref name="alphabet"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A limit is exceeded, or the machine did not react in the same way to the same
    /// events.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// <para>
    /// Each wait is a state with the name that <see cref="Machine.State"/> returns: methods that wait inside other methods are substates of
    /// superstates. The outermost method is omitted if it contains all states. Waits with the same explicit name are one state, unless a
    /// sequence of events distinguishes them. If several states have the same name, their lines are appended, such as "Door (line 12)". The
    /// end of a machine is a final state. An unexpected event creates no transition; one after which the machine waits at the same
    /// position, an internal transition.
    /// </para>
    /// <para>
    /// A machine is brought into a state by the shortest sequence of events. Behavior that depends on more than the state's name is
    /// observed as it is then; <see cref="StateGraphOptions.VisitsPerState"/> explores further. A machine that never returns from an event
    /// cannot be cancelled. Exceptions of <paramref name="start"/> or of a close are thrown here.
    /// </para>
    /// </remarks>
    public static StateGraph Explore<TEvent>(
        Func<Machine<TEvent>> start,
        IEnumerable<TEvent> alphabet,
        StateGraphOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(alphabet);
        return new MachineExploration<TEvent>(start, [.. alphabet], options ?? new(), cancellationToken).Run();
    }

    /// <summary>Writes the graph as a Mermaid state diagram (<c>stateDiagram-v2</c>).</summary>
    /// <returns>The diagram; lines end with line feeds.</returns>
    public string ToMermaid() => new MermaidWriter(this).Write();

    /// <summary>Writes the graph in Graphviz's DOT language, with superstates as clusters.</summary>
    /// <returns>The diagram; lines end with line feeds.</returns>
    public string ToDot() => new DotWriter(this).Write();

    /// <summary>
    /// Writes the graph as an SCXML document (W3C, State Chart XML), with guards and actions as they are written in the code.
    /// </summary>
    /// <returns>The document; lines end with line feeds.</returns>
    /// <remarks>
    /// Names that are not unique XML names are encoded as with <see cref="System.Xml.XmlConvert.EncodeLocalName"/>; the original is in an
    /// attribute of the namespace <c>urn:corofsm</c>. SCXML counts the states that a transition leaves from its source
    /// (<see cref="ExitRule.FromSource"/>): a transition that leaves other states under <see cref="ExitRule.FromCurrentState"/> has an
    /// attribute <c>exitRule</c> of that namespace.
    /// </remarks>
    public string ToScxml() => new ScxmlWriter(this).Write();

    /// <summary>Formats the transitions as a table of text, with a line for each.</summary>
    /// <returns>The table; lines end with line feeds.</returns>
    public override string ToString() => TableWriter.Write(this);

    internal IEnumerable<StateGraphNode> SubstatesOf(StateGraphNode? node) => substates[node];

    internal bool IsSuperstate(StateGraphNode node) => substates.Contains(node);

    /// <summary>Gets the transitions that are drawn as arrows: those between states, and those that a history takes first.</summary>
    internal IEnumerable<StateGraphEdge> Arrows => Edges.Where(edge => !edge.IsInside).Concat(
        Nodes.Where(node => node.History is not null).Select(node => node.InitialTransition!)
            .Where(first => first.To != first.From.Superstate || first.Action is not null));

    internal IEnumerable<StateGraphEdge> EdgesFrom(StateGraphNode node) => edgesFrom[node];
}

/// <summary>Represents the states of a chart and the transitions between them, with their own types. Immutable.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public sealed class StateGraph<TState, TTrigger> : StateGraph
    where TState : notnull
    where TTrigger : notnull
{
    internal StateGraph(StateGraphNode<TState>[] nodes, StateGraphEdge<TState, TTrigger>[] edges, StateGraphNode<TState>? initial)
        : base("", nodes, edges, initial)
    {
        Nodes = nodes;
        Edges = edges;
        Initial = initial;
    }

    /// <inheritdoc cref="StateGraph.Nodes"/>
    public new IReadOnlyList<StateGraphNode<TState>> Nodes { get; }

    /// <inheritdoc cref="StateGraph.Edges"/>
    public new IReadOnlyList<StateGraphEdge<TState, TTrigger>> Edges { get; }

    /// <inheritdoc cref="StateGraph.Initial"/>
    public new StateGraphNode<TState>? Initial { get; }
}
