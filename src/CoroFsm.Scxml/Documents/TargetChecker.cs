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
        var targets = transition.Targets;
        for (var first = 0; first < targets.Count; first++)
        {
            for (var second = first + 1; second < targets.Count; second++)
            {
                if (Excludes(targets[first], targets[second]))
                {
                    faults.Add(transition.Position, $"The targets '{targets[first].Id}' and '{targets[second].Id}' exclude each other. "
                        + "Name states in different regions of a <parallel>.");
                    return;
                }
            }
        }
    }

    /// <summary>Determines whether a transition cannot lead to both: one is in the other, or they are not in different regions.</summary>
    private static bool Excludes(StateNode first, StateNode second)
    {
        if (first == second || first.IsInside(second) || second.IsInside(first))
            return true;
        var common = first.Parent!;
        while (!second.IsInside(common))
            common = common.Parent!;
        return common.Kind != StateKind.Parallel;
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
