using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Creates a graph of a chart as it was declared.</summary>
internal sealed class ChartReader<TState, TTrigger>(StatechartModel<TState, TTrigger> model)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>The states in the order of the chart, which is that of their configuration where it matters.</summary>
    private readonly StateModel<TState, TTrigger>[] states =
        model.IsPlain ? [.. model.States] : [.. model.States.OrderBy(state => state.DeclaredAt)];

    private readonly Dictionary<TState, StateGraphNode<TState>> nodes = [];
    private readonly List<StateGraphEdge<TState, TTrigger>> edges = [];

    internal StateGraph<TState, TTrigger> Read(int? initial)
    {
        foreach (var state in states)
            nodes.Add(state.State, Node(state));
        foreach (var state in states.Where(state => state.Superstates.Count > 0))
            ((StateGraphNode)nodes[state.State]).Superstate = nodes[state.Superstates[0]];

        foreach (var state in states)
        {
            StateGraphNode node = nodes[state.State];
            if (state.Initials.Concat(state.Histories.Select(history => history.Otherwise)).FirstOrDefault() is { } first)
                node.InitialTransition = Edge(nodes[state.State], first, nodes[first.Destination]);
            foreach (var transition in state.Transitions)
                Add(nodes[state.State], transition);
        }

        var start = initial is { } number ? nodes[model.States[number].State] : null;
        return new([.. states.Select(state => nodes[state.State])], [.. edges], start)
        {
            IsPlain = model.IsPlain,
            ExitRule = model.ExitRule ?? (model.IsPlain ? ExitRule.FromCurrentState : ExitRule.FromSource),
            Generals = model.Generalizations.Distinct().ToDictionary(
                pair => pair.Specific.ToString() ?? "", pair => pair.General.ToString() ?? "", StringComparer.Ordinal),
        };
    }

    private static StateGraphNode<TState> Node(StateModel<TState, TTrigger> state) => new(state.State, state.IsFinal)
    {
        IsParallel = state.IsParallel,
        History = state.Histories is [var history, ..] ? history.History : null,
        Entries = [.. from entry in state.Entries
            let text = CodeText.Of(entry.Effect.Text)
            where text.Length > 0
            select (entry.IsFrom ? entry.From!.ToString() : null, text)],
        ExitActions = Texts(state.Exits),
        CompletionActions = Texts(state.Completions),
        Work = [.. state.Work.Select(work => new WorkText(
            CodeText.Of(work.Text),
            work.Done is null ? null : work.Triggers.Done!.ToString(),
            work.Failed is null ? null : work.Triggers.Failed!.ToString()))],
    };

    private static string[] Texts(List<Effect<TState, TTrigger>> effects) =>
        [.. effects.Select(effect => CodeText.Of(effect.Text)).Where(text => text.Length > 0)];

    private void Add(StateGraphNode<TState> from, TransitionModel<TState, TTrigger> transition)
    {
        if (transition.Kind is not TransitionKind.Dynamic)
            edges.Add(Edge(from, transition, nodes[transition.Destination]));
        else if (transition.Destinations.Length == 0)
            edges.Add(Edge(from, transition, to: null));
        else
            edges.AddRange(transition.Destinations.Distinct().Select(destination => Edge(from, transition, nodes[destination])));
    }

    private StateGraphEdge<TState, TTrigger> Edge(
        StateGraphNode<TState> from, TransitionModel<TState, TTrigger> transition, StateGraphNode<TState>? to)
    {
        StateGraphNode[] targets = to is null ? [] : [to, .. transition.Forks.Select(state => nodes[state])];
        return new(from, transition, targets)
        {
            Cause = transition.Cause,
            Delay = transition.Delay,
            IsExternal = transition.IsExternal && targets.Any(target => target.IsWithin(from)),
            Guard = Join(" and ", transition.Guards.Select(guard => guard.Text)),
            Action = Join("; ", transition.Actions.Select(action => action.Text)),
            Selector = transition.Selector is { } selector ? CodeText.Of(selector.Text) : null,
        };
    }

    private static string? Join(string separator, IEnumerable<string> texts) =>
        string.Join(separator, texts.Select(CodeText.Of).Where(text => text.Length > 0)) is { Length: > 0 } joined ? joined : null;
}
