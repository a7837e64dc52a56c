using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>Represents the step of an explored machine at an event.</summary>
internal readonly record struct Step(MachineConfiguration From, string Trigger, MachineConfiguration To, string? Action);

/// <summary>Makes a graph of what an exploration has seen: the parts of the paths become superstates.</summary>
internal sealed class ExploredGraph(string name, List<MachineConfiguration> configurations, List<Step> steps)
{
    private readonly StateNames names = new(configurations, steps);
    private readonly List<StateGraphNode> nodes = [];
    private readonly Dictionary<string, StateGraphNode> superstates = [];
    private readonly Dictionary<MachineConfiguration, StateGraphNode> byConfiguration = [];

    internal StateGraph Make()
    {
        var skipped = CommonRoot();
        var waiting = configurations.Where(configuration => !configuration.IsFinal);
        var paths = waiting.Select(configuration => configuration.State[skipped..]).ToArray();
        var prefixes = paths.SelectMany(Prefixes).ToHashSet();
        foreach (var group in configurations.GroupBy(configuration => names.NumberOf(configuration)))
        {
            var configuration = group.First();
            var path = configuration.IsFinal ? configuration.State : configuration.State[skipped..];

            // A method that waits and also calls others that wait is a superstate, and a state within it.
            var parent = configuration.IsFinal ? null : prefixes.Contains(path) ? Superstate(path) : Enclosing(path);
            var text = (configuration.IsFinal ? path : LastOf(path)) + names.SuffixOf(configuration);
            var node = new StateGraphNode(text, parent, configuration.IsFinal);
            nodes.Add(node);
            foreach (var same in group)
                byConfiguration.Add(same, node);
        }

        var initial = byConfiguration[configurations[0]];
        return new(name, [.. nodes], [.. Edges()], initial);
    }

    private IEnumerable<StateGraphEdge> Edges() =>
        from step in steps
        group (step.Trigger, To: byConfiguration[step.To], step.Action) by byConfiguration[step.From] into state
        from step in state.Distinct()
        let kind = step.To == state.Key ? TransitionKind.Internal : TransitionKind.Permit
        select new StateGraphEdge(state.Key, step.Trigger, [step.To], kind) { Action = step.Action };

    /// <summary>
    /// Gets the length of the outermost method's name with its slash, if everything is in it: it says no more than the machine's name.
    /// </summary>
    private int CommonRoot()
    {
        string? root = null;
        foreach (var configuration in configurations.Where(configuration => !configuration.IsFinal))
        {
            var slash = configuration.State.IndexOf('/');
            if (slash < 0 || (root is not null && !configuration.State.StartsWith(root, StringComparison.Ordinal)))
                return 0;
            root ??= configuration.State[..(slash + 1)];
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
