namespace CoroFsm.Scxml.Documents;

/// <summary>Finds transitions without event and condition that follow each other in a cycle, which never ends.</summary>
/// <remarks>Cycles that involve conditions, regions or history are found when they run.</remarks>
internal static class CycleChecker
{
    internal static void Check(DocumentNode document, FaultList faults)
    {
        HashSet<StateNode> done = [];
        foreach (var start in document.States.Where(IsSimpleLeaf))
        {
            HashSet<StateNode> path = [];
            for (var leaf = start; leaf is not null && !done.Contains(leaf); leaf = Next(leaf)?.Leaf)
            {
                if (path.Add(leaf))
                    continue;
                var transition = Next(leaf)!.Value.Transition;
                faults.Add(transition.Position, $"The transition from '{transition.Source.Id}' to '{transition.Targets[0].Id}' begins a "
                    + "cycle of transitions without event and condition, which never ends. Add an event or a condition to one of them.");
                break;
            }

            done.UnionWith(path);
        }
    }

    /// <summary>Gets the transition that is certainly taken from a leaf, and the leaf that it leads to; null if there is none.</summary>
    private static (TransitionNode Transition, StateNode Leaf)? Next(StateNode leaf)
    {
        for (var state = leaf; state.Parent is not null; state = state.Parent)
        {
            foreach (var transition in state.Transitions.Where(static each => each.Events.Count == 0))
            {
                if (transition.Condition is not null || transition.Targets is not [var target])
                    return null;
                return LeafOf(target) is { } next ? (transition, next) : null;
            }
        }

        return null;
    }

    private static StateNode? LeafOf(StateNode state)
    {
        while (state.Kind == StateKind.State && !state.IsAtomic)
        {
            if (state.Initial is { Targets: not [_] })
                return null;
            state = state.Initial?.Targets[0] ?? state.Substates.First();
        }

        return IsSimpleLeaf(state) ? state : null;
    }

    private static bool IsSimpleLeaf(StateNode state)
    {
        if (state.Kind != StateKind.State || !state.IsAtomic)
            return false;
        var outer = state.Parent;
        while (outer is { Kind: not StateKind.Parallel })
            outer = outer.Parent;
        return outer is null;
    }
}
