namespace CoroFsm.Statecharts;

/// <summary>
/// Computes the states that a microstep enters (SCXML: computeEntrySet, addDescendantStatesToEnter, addAncestorStatesToEnter).
/// </summary>
internal sealed class EntrySet<TState, TTrigger>(StateTree<TState, TTrigger> tree, Configuration<TState, TTrigger> configuration)
    where TState : notnull
    where TTrigger : notnull
{
    private readonly IndexSet states = new(tree.Count);
    private readonly IndexSet byDefault = new(tree.Count);
    private int kept;
    private readonly List<(int Parent, TransitionPlan<TState, TTrigger> Default)> histories = [];

    internal void Clear()
    {
        states.Clear();
        byDefault.Clear();
        histories.Clear();
    }

    /// <summary>Adds what a transition enters.</summary>
    internal void Add(ReadOnlySpan<int> targets, int domain)
    {
        kept = domain;
        foreach (var target in targets)
            AddDescendants(target);
        foreach (var target in targets)
            AddAncestors(target, domain);
    }

    /// <summary>Takes the next state to enter, in document order; -1 if there is none.</summary>
    internal int TakeNext()
    {
        var next = states.NextFrom(0);
        if (next >= 0)
            states.Remove(next);
        return next;
    }

    /// <summary>Returns whether a state is entered without a target in it, so that its initial transition is taken.</summary>
    internal bool IsByDefault(int index) => byDefault.Contains(index);

    /// <summary>Gets the default transition of a history pseudo-state that is taken in a state; null if there is none.</summary>
    internal TransitionPlan<TState, TTrigger>? DefaultHistoryIn(int parent)
    {
        foreach (var (of, plan) in histories)
        {
            if (of == parent)
                return plan;
        }

        return null;
    }

    /// <summary>Adds the states that a target stands for: those of a history pseudo-state (SCXML: getEffectiveTargetStates).</summary>
    internal void AddEffective(int target, List<int> to)
    {
        var node = tree[target];
        if (!node.IsHistory)
        {
            to.Add(target);
            return;
        }

        var record = configuration.RecordOf(node);
        if (record[0] == Configuration<TState, TTrigger>.Empty)
        {
            foreach (var other in node.Default!.Targets)
                AddEffective(other, to);
            return;
        }

        foreach (var leaf in record)
        {
            if (leaf >= 0 && configuration.Recalled(node, leaf) is var recalled && !to.Contains(recalled))
                to.Add(recalled);
        }
    }

    private void AddDescendants(int index)
    {
        var node = tree[index];
        if (node.IsHistory)
        {
            AddHistory(node);
            return;
        }

        states.Add(index);
        if (node.IsParallel)
        {
            AddRegions(node);
        }
        else if (node.IsCompound)
        {
            byDefault.Add(index);
            AddWithAncestors(node.Default!.Targets, index);
        }
    }

    private void AddHistory(StateNode<TState, TTrigger> history)
    {
        var record = configuration.RecordOf(history);
        if (record[0] == Configuration<TState, TTrigger>.Empty)
        {
            histories.Add((history.Parent, history.Default!));
            AddWithAncestors(history.Default!.Targets, history.Parent);
            return;
        }

        foreach (var leaf in record)
        {
            if (leaf >= 0)
                AddDescendants(configuration.Recalled(history, leaf));
        }

        foreach (var leaf in record)
        {
            if (leaf >= 0)
                AddAncestors(configuration.Recalled(history, leaf), history.Parent);
        }
    }

    private void AddWithAncestors(int[] targets, int ancestor)
    {
        foreach (var target in targets)
            AddDescendants(target);
        foreach (var target in targets)
            AddAncestors(target, ancestor);
    }

    /// <summary>Adds the states between a state and one that contains it, with their other regions.</summary>
    private void AddAncestors(int index, int ancestor)
    {
        for (var at = tree[index].Parent; at != ancestor && at >= 0 && !tree[at].IsOrContains(kept); at = tree[at].Parent)
        {
            states.Add(at);
            if (tree[at].IsParallel)
                AddRegions(tree[at]);
        }
    }

    private void AddRegions(StateNode<TState, TTrigger> node)
    {
        foreach (var region in node.Children)
        {
            if (!states.Intersects(region, tree[region].End))
                AddDescendants(region);
        }
    }
}
