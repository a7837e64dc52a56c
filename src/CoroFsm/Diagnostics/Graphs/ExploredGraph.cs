namespace CoroFsm.Diagnostics;

/// <summary>What an explored machine did at an event.</summary>
internal readonly record struct Step(Place From, string Trigger, Place To, string? Action);

/// <summary>Makes a graph of what an exploration has seen: the parts of the paths become superstates.</summary>
internal sealed class ExploredGraph(string name, List<Place> places, List<Step> steps)
{
    private readonly StateNames names = new(places, steps);
    private readonly List<StateGraphNode> nodes = [];
    private readonly Dictionary<string, StateGraphNode> superstates = [];
    private readonly Dictionary<Place, StateGraphNode> byPlace = [];

    internal StateGraph Make()
    {
        var skipped = CommonRoot();
        var paths = places.Where(place => !place.IsFinal).Select(place => place.State[skipped..]).ToArray();
        var prefixes = paths.SelectMany(Prefixes).ToHashSet();
        foreach (var group in places.GroupBy(place => names.NumberOf(place)))
        {
            var place = group.First();
            var path = place.IsFinal ? place.State : place.State[skipped..];

            // A method that waits and also calls others that wait is a superstate, and a state within it.
            var parent = place.IsFinal ? null : prefixes.Contains(path) ? Superstate(path) : Enclosing(path);
            var node = new StateGraphNode((place.IsFinal ? path : LastOf(path)) + names.SuffixOf(place), parent, place.IsFinal);
            nodes.Add(node);
            foreach (var same in group)
                byPlace.Add(same, node);
        }

        var initial = byPlace[places[0]];
        return new(name, [.. nodes], [.. Edges()], initial);
    }

    private IEnumerable<StateGraphEdge> Edges() =>
        from step in steps
        group (step.Trigger, To: byPlace[step.To], step.Action) by byPlace[step.From] into state
        from step in state.Distinct()
        select new StateGraphEdge(state.Key, step.Trigger, step.To, step.To == state.Key ? StateGraphEdgeKind.Internal : StateGraphEdgeKind.Transition) { Action = step.Action };

    /// <summary>Gets the length of the outermost method's name with its slash, if everything is in it: it says no more than the machine's name.</summary>
    private int CommonRoot()
    {
        string? root = null;
        foreach (var place in places.Where(place => !place.IsFinal))
        {
            var slash = place.State.IndexOf('/');
            if (slash < 0 || (root is not null && !place.State.StartsWith(root, StringComparison.Ordinal)))
                return 0;
            root ??= place.State[..(slash + 1)];
        }

        return root?.Length ?? 0;
    }

    private StateGraphNode? Enclosing(string path) => path.LastIndexOf('/') is var slash and >= 0 ? Superstate(path[..slash]) : null;

    private StateGraphNode Superstate(string path)
    {
        if (!superstates.TryGetValue(path, out var node))
        {
            node = new(LastOf(path), Enclosing(path));
            nodes.Add(node);
            superstates.Add(path, node);
        }

        return node;
    }

    private static string LastOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static IEnumerable<string> Prefixes(string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }
}
