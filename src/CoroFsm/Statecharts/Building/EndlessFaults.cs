namespace CoroFsm.Statecharts;

/// <summary>Finds transitions without trigger and guard that lead to each other for ever.</summary>
/// <remarks>
/// Only what is certain is a fault: where a guard, a history or another region decides, the limit of the running instance applies.
/// </remarks>
internal sealed class EndlessFaults<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StateHierarchy<TState, TTrigger> tree;
    private readonly List<string> faults;

    /// <summary>For each state that has such transitions, the first.</summary>
    private readonly Dictionary<StateModel<TState, TTrigger>, TransitionModel<TState, TTrigger>> firsts = [];

    /// <summary>The states that have such transitions, and their superstates.</summary>
    private readonly HashSet<StateModel<TState, TTrigger>> concerned = [];

    internal EndlessFaults(StateHierarchy<TState, TTrigger> tree, List<string> faults)
    {
        this.tree = tree;
        this.faults = faults;
        foreach (var state in tree.Model.States)
        {
            if (state.Transitions.Find(transition => transition.Cause is TransitionCause.Always) is { } first)
            {
                firsts.Add(state, first);
                concerned.UnionWith(tree.PathOf(state));
            }
        }
    }

    internal void Find()
    {
        HashSet<TransitionModel<TState, TTrigger>> known = [];
        foreach (var first in firsts.Values)
        {
            List<TransitionModel<TState, TTrigger>> path = [];
            var at = first.Guards.Count == 0 ? first : null;
            while (at is not null && known.Add(at))
            {
                path.Add(at);
                at = AfterThat(at);
            }

            if (at is not null && path.IndexOf(at) is var start and >= 0)
                faults.Add(Describe(path[start..]));
        }
    }

    private static string Describe(List<TransitionModel<TState, TTrigger>> cycle) => cycle is [{ Kind: TransitionKind.Internal } stays]
        ? $"{FaultText.Place(stays)}: the transition has no guard and leaves no state, so it is taken without end. "
            + "Add If with a guard that its action makes false, or name a destination."
        : $"{FaultText.Place(cycle[0])}: transitions without a trigger and without a guard lead back to it, so they are taken without end: "
            + $"{string.Join(", ", cycle.Select(step => $"{DisplayText.Of(step.Source)} {FaultText.To(step)}"))}. Add If to one of them.";

    /// <summary>Gets the transition that is taken after another one for certain; null if there is none.</summary>
    private TransitionModel<TState, TTrigger>? AfterThat(TransitionModel<TState, TTrigger> taken)
    {
        var source = tree[taken.Source];
        if (taken.Kind is TransitionKind.Internal)
            return HasOtherRegions(source) || tree.SubstatesOf(source).Any(concerned.Contains) ? null : taken;

        if (taken.Forks.Count > 0 || HasOtherRegions(tree[taken.Destination]) || LeavesOf(tree[taken.Destination]) is not { } leaves)
            return null;

        var next = leaves.Select(NextOf).Where(transition => transition is not null).Distinct().ToArray();
        return next is [{ Guards.Count: 0 } only] ? only : null;
    }

    /// <summary>Gets the first candidate of a leaf, with or without a guard.</summary>
    private TransitionModel<TState, TTrigger>? NextOf(StateModel<TState, TTrigger> leaf) =>
        tree.PathOf(leaf).Select(state => firsts.GetValueOrDefault(state)).FirstOrDefault(transition => transition is not null);

    /// <summary>Returns whether a state can be active together with one of another region that has such transitions.</summary>
    private bool HasOtherRegions(StateModel<TState, TTrigger> state)
    {
        StateModel<TState, TTrigger>? region = null;
        foreach (var at in tree.PathOf(state))
        {
            if (at.IsParallel && region is not null && tree.SubstatesOf(at).Any(other => other != region && concerned.Contains(other)))
                return true;
            region = at;
        }

        return false;
    }

    /// <summary>Gets the leaves that are entered with a state; null if a history decides.</summary>
    private List<StateModel<TState, TTrigger>>? LeavesOf(StateModel<TState, TTrigger> state)
    {
        List<StateModel<TState, TTrigger>> leaves = [];
        Stack<StateModel<TState, TTrigger>> open = new([state]);
        while (open.TryPop(out var at))
        {
            if (at.IsHistory || at.Initials.Exists(initial => initial.Forks.Count > 0))
                return null;
            if (at.IsParallel)
            {
                foreach (var region in tree.SubstatesOf(at))
                    open.Push(region);
            }
            else if (at.Initials is [var initial])
            {
                open.Push(tree[initial.Destination]);
            }
            else
            {
                leaves.Add(at);
            }
        }

        return leaves;
    }
}
