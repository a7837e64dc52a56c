namespace CoroFsm.Tests.Statecharts.Model;

/// <content>Which transitions are taken.</content>
internal sealed partial class ReferenceInterpreter
{
    private List<Arrow> SelectEventlessTransitions() => SelectTransitions(
        arrow => arrow.Description.Cause.Kind is CauseKind.Always, takesFirst: true);

    /// <summary>Returns whether a transition is one for the completion of its source, which is still completed.</summary>
    private bool IsCompletion(Arrow arrow) => arrow.Description.Cause.Kind is CauseKind.Completed && IsInFinalState(arrow.Source);

    /// <summary>For each leaf, takes the first enabled transition of the leaf or else of the nearest superstate that has one.</summary>
    private List<Arrow> SelectTransitions(Func<Arrow, bool> matches, bool takesFirst = false)
    {
        List<Arrow> enabled = [];
        foreach (var leaf in InDocumentOrder(configuration.Where(IsLeaf)))
        {
            if (SelectTransition(leaf, matches, takesFirst) is { } arrow && !enabled.Contains(arrow))
                enabled.Add(arrow);
        }

        return enabled.Count < 2 ? enabled : RemoveConflictingTransitions(enabled);
    }

    private Arrow? SelectTransition(Node leaf, Func<Arrow, bool> matches, bool takesFirst = false)
    {
        foreach (var state in leaf.GetProperAncestors(end: null).Prepend(leaf))
        {
            var candidates = state.Transitions.Where(arrow => matches(arrow) && world.Holds(arrow.Description.Guard)).ToArray();
            if (candidates.Length > 1 && !takesFirst && !chart.TakesFirst)
                throw new AmbiguousException();
            if (candidates.Length > 0)
                return candidates[0];
        }

        return null;
    }

    /// <summary>Of two transitions that leave the same state, the one of the inner source is taken, or else the earlier one.</summary>
    private List<Arrow> RemoveConflictingTransitions(List<Arrow> enabled)
    {
        List<Arrow> filtered = [];
        foreach (var one in enabled)
        {
            var exitSet = ComputeExitSet([one]);
            var isPreempted = false;
            List<Arrow> toRemove = [];
            foreach (var other in filtered)
            {
                if (!exitSet.Overlaps(ComputeExitSet([other])))
                    continue;
                if (one.Source.IsDescendantOf(other.Source))
                {
                    toRemove.Add(other);
                }
                else
                {
                    isPreempted = true;
                    break;
                }
            }

            if (isPreempted)
                continue;
            filtered.RemoveAll(toRemove.Contains);
            filtered.Add(one);
        }

        return filtered;
    }

    private HashSet<Node> ComputeExitSet(List<Arrow> transitions)
    {
        HashSet<Node> statesToExit = [];
        foreach (var transition in transitions.Where(transition => transition.Targets.Length > 0))
        {
            var domain = GetTransitionDomain(transition);
            statesToExit.UnionWith(configuration.Where(state => state.IsDescendantOf(domain)));
        }

        return statesToExit;
    }

    private Node GetTransitionDomain(Arrow transition)
    {
        var targets = GetEffectiveTargetStates(transition);
        if (!transition.Description.Reenter
            && transition.Source.IsCompound
            && targets.All(target => target.IsDescendantOf(transition.Source)))
        {
            return transition.Source;
        }

        return FindLeastCommonCompoundAncestor(transition.Source, targets);
    }

    private static Node FindLeastCommonCompoundAncestor(Node source, List<Node> targets) =>
        source.GetProperAncestors(end: null).First(ancestor =>
            (ancestor.IsCompound || ancestor.Parent is null) && targets.TrueForAll(target => target.IsDescendantOf(ancestor)));

    private List<Node> GetEffectiveTargetStates(Arrow transition)
    {
        List<Node> targets = [];
        foreach (var target in transition.Targets)
        {
            if (!target.IsHistory)
                targets.Add(target);
            else if (historyValue.TryGetValue(target, out var states))
                targets.AddRange(states);
            else
                targets.AddRange(GetEffectiveTargetStates(DefaultOf(target)));
        }

        return [.. targets.Distinct()];
    }

    /// <summary>Gets where a history state leads that remembers nothing: without a default, to the initial substates.</summary>
    private static Arrow DefaultOf(Node history) => history.Initial ?? DefaultOfParent(history.Parent!);

    private static Arrow DefaultOfParent(Node parent) => parent.IsParallel
        ? new(new(parent.Name, Cause.Always), parent, [.. parent.Children], -1)
        : InitialOf(parent);

    /// <summary>Gets the step to the initial substates: without a declaration, to the first substate.</summary>
    private static Arrow InitialOf(Node state) => state.Initial ?? new(new(state.Name, Cause.Always), state, [state.Children[0]], -1);

    private bool IsInFinalState(Node state) => state.IsCompound
        ? state.Children.Exists(child => child.IsFinal && configuration.Contains(child))
        : state.IsParallel && state.Children.TrueForAll(IsInFinalState);
}
