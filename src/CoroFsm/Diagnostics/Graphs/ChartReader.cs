using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Creates a graph of a chart as it was declared.</summary>
internal sealed class ChartReader<TState, TTrigger>(StatechartModel<TState, TTrigger> model)
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Dictionary<TState, StateGraphNode> nodes = [];
    private readonly List<StateGraphEdge> edges = [];

    internal StateGraph Read(int? initial)
    {
        foreach (var state in model.States)
            nodes.Add(state.State, Node(state));

        foreach (var state in model.States)
        {
            var node = nodes[state.State];
            node.Superstate = state.Superstates.Count > 0 ? nodes[state.Superstates[0]] : null;
            node.InitialSubstate = state.Initials.Count > 0 ? nodes[state.InitialSubstates[0]] : null;
            foreach (var transition in state.Transitions)
                Add(node, transition);
        }

        var start = initial is { } number ? nodes[model.States[number].State] : null;
        return new("", [.. model.States.Select(state => nodes[state.State])], [.. edges], start);
    }

    private static StateGraphNode Node(StateModel<TState, TTrigger> state) => new(state.State.ToString() ?? "")
    {
        Entries = [.. state.Entries.Select(entry => (entry.IsFrom ? entry.From!.ToString() : null, CodeText.Of(entry.Effect.Text)))],
        ExitActions = [.. state.Exits.Select(exit => CodeText.Of(exit.Text))],
    };

    private void Add(StateGraphNode from, TransitionModel<TState, TTrigger> transition)
    {
        if (transition.Kind is not TransitionKind.Dynamic)
            Add(from, transition, nodes[transition.Destination]);
        else if (transition.Destinations.Length == 0)
            Add(from, transition, to: null);
        else
        {
            foreach (var destination in transition.Destinations.Distinct())
                Add(from, transition, nodes[destination]);
        }
    }

    private void Add(StateGraphNode from, TransitionModel<TState, TTrigger> transition, StateGraphNode? to)
    {
        var kind = transition.Kind switch
        {
            TransitionKind.Permit => StateGraphEdgeKind.Transition,
            TransitionKind.Reentry => StateGraphEdgeKind.Reentry,
            TransitionKind.Internal => StateGraphEdgeKind.Internal,
            TransitionKind.Ignore => StateGraphEdgeKind.Ignored,
            _ => StateGraphEdgeKind.Dynamic,
        };
        edges.Add(new(from, transition.HasTrigger ? transition.Trigger.ToString() ?? "" : "", to, kind)
        {
            Guard = Join(" and ", transition.Guards.Select(guard => guard.Text)),
            Action = Join("; ", transition.Actions.Select(action => action.Text)),
            Selector = transition.Selector is { } selector ? CodeText.Of(selector.Text) : null,
        });
    }

    private static string? Join(string separator, IEnumerable<string> texts) =>
        string.Join(separator, texts.Select(CodeText.Of)) is { Length: > 0 } joined ? joined : null;
}
