namespace CoroFsm.Statecharts;

/// <content>Snapshots: what a store has to keep.</content>
internal sealed partial class StatechartInterpreter<TState, TTrigger>
{
    internal StatechartSnapshot<TState> Snapshot()
    {
        var now = clock.GetTimestamp();
        List<RecordedHistory<TState>> histories = [];
        List<(RunningTimer<TState> Timer, long Order)> remaining = [];
        for (var index = 0; index < tree.Count; index++)
        {
            var node = tree[index];
            if (node.IsHistory && configuration.RecordOf(node) is [not Configuration<TState, TTrigger>.Empty, ..] record)
                histories.Add(new(node.Model.State, StatesAt(record)));
            for (var i = 0; i < node.Timers.Length; i++)
            {
                if (timers[node.FirstTimer + i] is { IsRunning: true } timer)
                    remaining.Add((new(node.Model.State, i, timer.RemainingAt(now)), timer.Order));
            }
        }

        var timersInOrder = remaining.OrderBy(entry => entry.Timer.Remaining).ThenBy(entry => entry.Order).Select(entry => entry.Timer);
        return new(States, histories, [.. timersInOrder]);
    }

    /// <summary>Continues where another instance was, enters nothing, and starts the work of the active states.</summary>
    internal void Restore(StatechartSnapshot<TState> snapshot)
    {
        foreach (var state in snapshot.States)
            configuration.Enter(LeafOf(snapshot, state, nameof(snapshot.States)));
        var count = 0;
        var leaves = configuration.Leaves;
        if (leaves[0] < 0 || !IsWhole(RootOf(leaves[0]), leaves, 0, ref count) || count != snapshot.States.Count)
        {
            throw new ArgumentException(
                $"The states {string.Join(", ", snapshot.States.Select(state => DisplayText.Of(state)))} are no configuration of the "
                + "chart: it has one active leaf in each active region. Restore a snapshot that an instance of this chart made.",
                nameof(snapshot));
        }

        foreach (var (history, states) in snapshot.Histories)
        {
            var node = tree[IndexOf(snapshot, history, nameof(snapshot.Histories))];
            if (!node.IsHistory)
                throw Unknown(snapshot, history, nameof(snapshot.Histories));
            var record = configuration.RecordOf(node);
            foreach (var leaf in states.Select(state => LeafOf(snapshot, state, nameof(snapshot.Histories))))
            {
                if (!tree[node.Parent].Contains(leaf))
                    throw Unknown(snapshot, tree[leaf].Model.State, nameof(snapshot.Histories));
                record[tree[leaf].FirstSlot - tree[node.Parent].FirstSlot] = leaf;
            }

            count = 0;
            if (!IsWhole(node.Parent, record, tree[node.Parent].FirstSlot, ref count) || count != states.Count)
                throw Unknown(snapshot, history, nameof(snapshot.Histories));
        }

        foreach (var (state, number, rest) in snapshot.Timers)
        {
            var index = IndexOf(snapshot, state, nameof(snapshot.Timers));
            if ((uint)number >= (uint)tree[index].Timers.Length || !configuration.IsActive(index) || rest < TimeSpan.Zero)
                throw Unknown(snapshot, state, nameof(snapshot.Timers));
            TimerOf(tree[index], number).Start(rest, timersStarted++);
        }

        // A host takes snapshots only while no work runs.
        for (var index = 0; index < tree.Count && observer is not IWorkHost; index++)
        {
            if (tree[index].Model.Work.Count > 0 && configuration.IsActive(index))
                starters.Add(index);
        }

        BeginMacrostep();
        Settle();
    }

    private TState[] StatesAt(ReadOnlySpan<int> leaves)
    {
        List<TState> states = [];
        foreach (var leaf in leaves)
        {
            if (leaf >= 0)
                states.Add(tree[leaf].Model.State);
        }

        return [.. states];
    }

    private int RootOf(int index)
    {
        while (tree[index].Parent >= 0)
            index = tree[index].Parent;
        return index;
    }

    /// <summary>Returns whether leaves give an active state all the active substates that it needs, and counts them.</summary>
    /// <param name="index">The state.</param>
    /// <param name="leaves">The leaves.</param>
    /// <param name="firstSlot">The slot of the first of them.</param>
    /// <param name="count">The number of leaves so far.</param>
    private bool IsWhole(int index, ReadOnlySpan<int> leaves, int firstSlot, ref int count)
    {
        var node = tree[index];
        if (node.IsLeaf)
            count++;
        var active = 0;
        foreach (var child in node.Children)
        {
            if (!tree[child].IsOrContains(leaves[tree[child].FirstSlot - firstSlot]))
                continue;
            active++;
            if (!IsWhole(child, leaves, firstSlot, ref count))
                return false;
        }

        return active == (node.IsParallel ? node.Children.Length : Math.Min(node.Children.Length, 1));
    }

    private int LeafOf(StatechartSnapshot<TState> snapshot, TState state, string where)
    {
        var index = IndexOf(snapshot, state, where);
        return tree[index] is { IsLeaf: true, IsHistory: false } ? index : throw Unknown(snapshot, state, where);
    }

    private int IndexOf(StatechartSnapshot<TState> snapshot, TState state, string where)
    {
        var number = instance.Chart.StateOf(state);
        return number >= 0 ? tree.IndexOf(number) : throw Unknown(snapshot, state, where);
    }

    private static ArgumentException Unknown(StatechartSnapshot<TState> snapshot, TState state, string where) => new(
        $"{where} of the snapshot contains {DisplayText.Of(state)}, which the chart does not have there. "
        + "Restore a snapshot that an instance of this chart made, or translate it first.", nameof(snapshot));
}
