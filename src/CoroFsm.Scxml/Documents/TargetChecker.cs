namespace CoroFsm.Scxml.Documents;

/// <summary>Finds the targets of transitions, and checks that a machine can be in them at the same time.</summary>
internal static class TargetChecker
{
    internal static void Check(DocumentNode document, IEnumerable<TransitionNode> transitions, FaultList faults)
    {
        foreach (var transition in transitions)
        {
            foreach (var id in transition.TargetIds)
            {
                if (document.ById.TryGetValue(id, out var target) && target.HasOwnId)
                    transition.Targets.Add(target);
                else
                    faults.Add(transition.Position, $"The target '{id}' is no state of the document. {Suggest(document, id)}");
            }

            if (transition.Targets.Count < transition.TargetIds.Count)
                continue;
            CheckTogether(transition, faults);
            if (transition == transition.Source.Initial)
                CheckInitial(transition, faults);
        }
    }

    private static void CheckTogether(TransitionNode transition, FaultList faults)
    {
        // For each state around a target: the substate on the way to it, and the target.
        Dictionary<StateNode, (StateNode Substate, StateNode Target)> ways = [];
        HashSet<StateNode> known = [];
        foreach (var target in transition.Targets)
        {
            if ((known.Add(target) ? Conflict(target, ways, known) : target) is not { } other)
                continue;
            faults.Add(transition.Position, $"The targets '{other.Id}' and '{target.Id}' exclude each other. "
                + "Name states in different regions of a <parallel>.");
            return;
        }
    }

    /// <summary>Finds a target that a machine cannot be in together with another one; null if there is none.</summary>
    private static StateNode? Conflict(
        StateNode target, Dictionary<StateNode, (StateNode Substate, StateNode Target)> ways, HashSet<StateNode> known)
    {
        if (ways.TryGetValue(target, out var inside))
            return inside.Target;
        for (var state = target; state.Parent is { } parent; state = parent)
        {
            if (known.Contains(parent))
                return parent;
            if (!ways.TryAdd(parent, (state, target)))
            {
                var way = ways[parent];
                if (way.Substate == state)
                    return null;
                if (parent.Kind != StateKind.Parallel)
                    return way.Target;
            }
        }

        return null;
    }

    private static void CheckInitial(TransitionNode transition, FaultList faults)
    {
        var source = transition.Source;
        var container = source.Kind == StateKind.History ? source.Parent! : source;
        foreach (var target in transition.Targets)
        {
            if (!target.IsInside(container))
                faults.Add(transition.Position, $"The target '{target.Id}' is not inside {container}. Name a state inside it.");
            else if (target == source)
                faults.Add(transition.Position, $"The history '{source.Id}' leads to itself. Name a state inside {container}.");
            else if (source is { Kind: StateKind.History, IsDeep: false } && target.Parent != container)
                faults.Add(transition.Position, $"The target '{target.Id}' of a shallow history is not directly inside {container}. "
                    + "Name a direct substate, or write type=\"deep\".");
        }
    }

    private static string Suggest(DocumentNode document, string id) =>
        document.States.Find(state => state.HasOwnId && string.Equals(state.Id, id, StringComparison.OrdinalIgnoreCase)) is { } similar
            ? $"Write '{similar.Id}'."
            : "Add the state, or correct the name.";
}
