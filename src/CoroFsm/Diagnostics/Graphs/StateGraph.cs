using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>The states of a machine and the transitions between them: what a drawing of it shows. Immutable.</summary>
/// <remarks>
/// Of a chart it is exact: <see cref="Of{TState, TTrigger}(Statechart{TState, TTrigger})"/>. Of a coroutine it is what an exploration has seen: <see cref="Explore"/>.
/// </remarks>
public sealed class StateGraph
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

    /// <summary>Gets the name of the machine that was explored; empty for a chart, which has none.</summary>
    public string Name { get; }

    /// <summary>Gets the states: those of a chart as they were first named, those of a coroutine as they were found, with superstates before their substates.</summary>
    public IReadOnlyList<StateGraphNode> Nodes { get; }

    /// <summary>Gets the transitions, those of one state together.</summary>
    public IReadOnlyList<StateGraphEdge> Edges { get; }

    /// <summary>Gets the state in which the machine starts; null if that is not known.</summary>
    public StateGraphNode? Initial { get; }

    /// <summary>Reads the graph of a chart, without the state that instances start in.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <returns>The graph: every state and every transition that is declared.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/> is null.</exception>
    public static StateGraph Of<TState, TTrigger>(Statechart<TState, TTrigger> chart)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new ChartReader<TState, TTrigger>(chart.Model).Read(initial: null);
    }

    /// <summary>Reads the graph of a chart.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="initial">The state that instances start in.</param>
    /// <returns>The graph: every state and every transition that is declared.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public static StateGraph Of<TState, TTrigger>(Statechart<TState, TTrigger> chart, TState initial)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.StateOf(initial) is var number and >= 0
            ? new ChartReader<TState, TTrigger>(chart.Model).Read(number)
            : throw new ArgumentOutOfRangeException(nameof(initial), initial, "The chart has no such state. Name one that is configured.");
    }

    /// <summary>Finds the graph of a coroutine machine by trying every event of an alphabet in every state, breadth first.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="start">Starts the machine, with all that it works on made anew: what earlier ones did must not be seen. Called states × events times.</param>
    /// <param name="alphabet">The events to try.</param>
    /// <param name="options">How far to go; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the exploration between two events.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> or <paramref name="alphabet"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A limit is met, or the machine did not do the same when it was sent the same events again.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// <para>
    /// Each wait is a state with the name that <see cref="Machine.State"/> returns: methods that wait within methods are substates within superstates. The outermost method is left out where all states lie in it.
    /// Waits that name themselves alike are one state unless a sequence of events tells them apart. Where several states have one name, their lines follow as suffixes, such as "Door (line 12)".
    /// How a machine ends is a final state. An event that the machine does not expect gives no transition; one after which it waits where it was, an internal one.
    /// </para>
    /// <para>
    /// A machine is brought into a state by the shortest sequence of events that leads there, and what depends on more than the state's name is seen as it is then; <see cref="StateGraphOptions.VisitsPerState"/>
    /// looks further. A machine that never returns from an event cannot be cancelled. What <paramref name="start"/> or a close throws comes out here.
    /// </para>
    /// </remarks>
    public static StateGraph Explore<TEvent>(
        Func<Machine<TEvent>> start, IEnumerable<TEvent> alphabet, StateGraphOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(alphabet);
        return new MachineExploration<TEvent>(start, [.. alphabet], options ?? new(), cancellationToken).Run();
    }

    /// <summary>Draws the graph as a Mermaid state diagram (<c>stateDiagram-v2</c>).</summary>
    /// <returns>The diagram, its lines ended by line feeds.</returns>
    public string ToMermaid() => new MermaidWriter(this).Write();

    /// <summary>Draws the graph in Graphviz's DOT language, superstates as clusters.</summary>
    /// <returns>The drawing, its lines ended by line feeds.</returns>
    public string ToDot() => new DotWriter(this).Write();

    /// <summary>Writes the graph as an SCXML document (W3C, State Chart XML), with guards and actions as they stand in the code.</summary>
    /// <returns>The document, its lines ended by line feeds.</returns>
    /// <remarks>
    /// Names that are no XML names, or not unique, are encoded, as by <see cref="System.Xml.XmlConvert.EncodeLocalName"/>, and stand beside in an attribute of the namespace <c>urn:corofsm</c>. SCXML's own rules say what is
    /// left and entered; they differ from a chart's where a superstate's transition leads to another superstate of the current state.
    /// </remarks>
    public string ToScxml() => new ScxmlWriter(this).Write();

    /// <summary>Lists the transitions as a table of text, a line each.</summary>
    /// <returns>The table, its lines ended by line feeds.</returns>
    public override string ToString() => TableWriter.Write(this);

    internal IEnumerable<StateGraphNode> SubstatesOf(StateGraphNode? node) => substates[node];

    internal bool IsSuperstate(StateGraphNode node) => substates.Contains(node);

    internal IEnumerable<StateGraphEdge> EdgesFrom(StateGraphNode node) => edgesFrom[node];
}
