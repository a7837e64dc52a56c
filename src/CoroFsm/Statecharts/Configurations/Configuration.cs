namespace CoroFsm.Statecharts;

/// <summary>The active states of an instance, and what its history pseudo-states have recorded.</summary>
/// <remarks>
/// A slot holds the innermost active state of its region. While states are left and entered, that can be a state whose substates are not
/// active.
/// </remarks>
internal sealed class Configuration<TState, TTrigger>(StateTree<TState, TTrigger> tree)
    where TState : notnull
    where TTrigger : notnull
{
    internal const int Empty = -1;

    private readonly int[] leaves = Filled(tree.SlotCount);
    private readonly int[] records = Filled(tree.RecordCount);

    /// <summary>Gets the innermost active states, by slot; <see cref="Empty"/> where a slot is not used.</summary>
    internal int[] Leaves => leaves;

    /// <summary>Gets or sets the number of transitions that have been taken: it differs whenever a configuration may differ.</summary>
    internal long Version { get; set; }

    internal bool IsActive(int index)
    {
        var node = tree[index];
        return node.IsOrContains(leaves[node.FirstSlot]);
    }

    /// <summary>Returns whether a state is complete: a final substate is active, or all regions are complete.</summary>
    internal bool IsComplete(int index)
    {
        var node = tree[index];
        if (node.IsParallel)
        {
            foreach (var region in node.Children)
            {
                if (!IsComplete(region))
                    return false;
            }

            return true;
        }

        return node.IsCompound && leaves[node.FirstSlot] is >= 0 and var leaf && tree[leaf].IsFinal && tree[leaf].Parent == index;
    }

    internal void Enter(int index) => leaves[tree[index].FirstSlot] = index;

    internal void Leave(int index)
    {
        var node = tree[index];
        leaves.AsSpan(node.FirstSlot, node.SlotCount).Fill(Empty);
        leaves[node.FirstSlot] = node.Parent;
    }

    /// <summary>Records the active leaves in a state, for a history pseudo-state.</summary>
    internal void Record(StateNode<TState, TTrigger> history) =>
        leaves.AsSpan(tree[history.Parent].FirstSlot, tree[history.Parent].SlotCount).CopyTo(RecordOf(history));

    /// <summary>Gets the leaves that a history has recorded; <see cref="Empty"/> in the first slot if there are none.</summary>
    internal Span<int> RecordOf(StateNode<TState, TTrigger> history) => records.AsSpan(history.Record, tree[history.Parent].SlotCount);

    /// <summary>Gets the state that a recorded leaf stands for.</summary>
    internal int Recalled(StateNode<TState, TTrigger> history, int leaf)
    {
        if (!history.IsDeep)
        {
            while (tree[leaf].Parent != history.Parent)
                leaf = tree[leaf].Parent;
        }

        return leaf;
    }

    private static int[] Filled(int count)
    {
        var slots = new int[count];
        slots.AsSpan().Fill(Empty);
        return slots;
    }
}
