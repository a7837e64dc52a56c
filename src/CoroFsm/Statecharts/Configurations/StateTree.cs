namespace CoroFsm.Statecharts;

/// <summary>The states of a chart in document order: each before its substates, and these in the order of their declaration.</summary>
/// <remarks>
/// An active leaf has a slot: a state has as many slots as leaves can be active in it at a time, and the regions of a parallel state have
/// slots side by side. So a configuration is an array of leaves, and whether a state is active is found in one step.
/// </remarks>
internal sealed class StateTree<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StateNode<TState, TTrigger>[] nodes;
    private readonly int[] indices;

    internal StateTree(StatechartModel<TState, TTrigger> model, KeyIndex<TState> states)
    {
        nodes = new StateNode<TState, TTrigger>[states.Count];
        indices = new int[states.Count];
        var declared = model.States.OrderBy(state => state.DeclaredAt).ToArray();
        var substates = declared.Where(state => state.Superstates.Count > 0).ToLookup(state => state.Superstates[0]);
        var count = 0;
        AddAll(declared.Where(state => state.Superstates.Count == 0), -1);
        Roots = ChildrenOf(-1);
        for (var index = count - 1; index >= 0; index--)
            Measure(nodes[index]);
        SlotCount = Roots.Max(root => nodes[root].SlotCount);
        foreach (var node in nodes)
            Place(node);

        void AddAll(IEnumerable<StateModel<TState, TTrigger>> siblings, int parent)
        {
            Stack<(StateModel<TState, TTrigger> State, int Parent)> stack = [];
            Push(siblings, parent);
            while (stack.TryPop(out var next))
            {
                var number = states.Of(next.State.State);
                indices[number] = count;
                nodes[count] = new(next.State, number, count, next.Parent);
                Push(substates[next.State.State], count++);
            }

            void Push(IEnumerable<StateModel<TState, TTrigger>> all, int of)
            {
                foreach (var state in all.Reverse())
                    stack.Push((state, of));
            }
        }
    }

    internal int Count => nodes.Length;

    /// <summary>Gets the states that no other contains.</summary>
    internal int[] Roots { get; }

    /// <summary>Gets the number of leaves that can be active at a time.</summary>
    internal int SlotCount { get; }

    /// <summary>Gets the number of leaves that all history pseudo-states record.</summary>
    internal int RecordCount { get; private set; }

    /// <summary>Gets the number of timers that all states have.</summary>
    internal int TimerCount { get; private set; }

    /// <summary>Gets a value indicating whether something reaches an instance by itself: a timer, or the end of work.</summary>
    internal bool HasActivities { get; private set; }

    /// <summary>Gets the first state that invokes work; null if none does.</summary>
    internal StateNode<TState, TTrigger>? FirstWorker => Array.Find(nodes, static node => node.Model.Work.Count > 0);

    internal StateNode<TState, TTrigger> this[int index] => nodes[index];

    internal int IndexOf(int number) => indices[number];

    /// <summary>Gets the innermost compound state that contains both properly; -1 if there is none (SCXML: the LCCA).</summary>
    internal int CompoundAncestor(int source, int other)
    {
        var at = nodes[source].Parent;
        while (at >= 0 && !(nodes[at].IsCompound && nodes[at].Contains(other)))
            at = nodes[at].Parent;
        return at;
    }

    private int[] ChildrenOf(int parent) =>
        [.. nodes.Where(node => node.Parent == parent && !node.IsHistory).Select(node => node.Index)];

    private void Measure(StateNode<TState, TTrigger> node)
    {
        // After its substates, which come later in document order.
        node.End = node.Index + 1;
        List<int> children = [], histories = [];
        while (node.End < nodes.Length && nodes[node.End].Parent == node.Index)
        {
            (nodes[node.End].IsHistory ? histories : children).Add(node.End);
            node.End = nodes[node.End].End;
        }

        (node.Children, node.Histories) = ([.. children], [.. histories]);
        if (children.Count > 0)
            node.SlotCount = node.IsParallel ? children.Sum(SlotsOf) : children.Max(SlotsOf);
    }

    private int SlotsOf(int index) => nodes[index].SlotCount;

    private void Place(StateNode<TState, TTrigger> node)
    {
        var slot = node.FirstSlot;
        foreach (var child in node.Children)
        {
            nodes[child].FirstSlot = slot;
            if (node.IsParallel)
                slot += nodes[child].SlotCount;
        }

        node.FirstTimer = TimerCount;
        TimerCount += node.Model.Transitions.Count(transition => transition.Cause is TransitionCause.Timer);
        HasActivities |= TimerCount > 0 || node.Model.Work.Count > 0;
        foreach (var history in node.Histories)
        {
            nodes[history].Record = RecordCount;
            RecordCount += node.SlotCount;
        }
    }
}
