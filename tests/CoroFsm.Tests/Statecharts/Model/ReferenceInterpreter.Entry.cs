namespace CoroFsm.Tests.Statecharts.Model;

/// <content>Which states are left and entered, and in which order.</content>
internal sealed partial class ReferenceInterpreter
{
    private void ExitStates(List<Arrow> enabled)
    {
        var statesToExit = Enumerable.Reverse(InDocumentOrder(ComputeExitSet(enabled))).ToArray();
        foreach (var state in statesToExit)
        {
            foreach (var history in state.Histories)
            {
                historyValue[history] = InDocumentOrder(configuration.Where(
                    active => history.Description.Kind is StateKind.DeepHistory
                        ? IsLeaf(active) && active.IsDescendantOf(state)
                        : active.Parent == state));
            }
        }

        foreach (var state in statesToExit)
            Leave(state);
    }

    private void Leave(Node state)
    {
        timers.RemoveAll(timer => timer.Arrow.Source == state);
        world.Run($"exit {state}", state.Description.Exit);
        configuration.Remove(state);
    }

    private void EnterStates(List<Arrow> enabled, List<Node> domains)
    {
        EntrySet entry = new();
        foreach (var (transition, domain) in enabled.Zip(domains))
            ComputeEntrySet(transition, domain, entry);

        foreach (var state in InDocumentOrder(entry.States))
        {
            configuration.Add(state);
            foreach (var arrow in state.Transitions.Where(arrow => arrow.Description.Cause.Kind is CauseKind.Timer))
                timers.Add(new(now + arrow.Description.Cause.Milliseconds, timersStarted++, arrow));

            world.Run($"enter {state}", state.Description.Entry);
            if (entry.ByDefault.Contains(state))
                world.Run($"initial {state}", state.Initial?.Description.Actions);
            if (entry.DefaultHistories.TryGetValue(state, out var history))
                world.Run($"history {history}", history.Initial!.Description.Actions);
            if (state.IsFinal && state.Parent != root)
                Complete(state.Parent!);
        }
    }

    /// <summary>A state is completed, and with it perhaps the parallel states around it.</summary>
    private void Complete(Node state)
    {
        world.Run($"completed {state}", state.Description.Completed);
        internalQueue.Enqueue(("", state));
        if (state.Parent is { IsParallel: true } parallel && IsInFinalState(parallel))
            Complete(parallel);
    }

    private void ComputeEntrySet(Arrow transition, Node domain, EntrySet entry)
    {
        foreach (var target in transition.Targets)
            AddDescendantStatesToEnter(target, entry);
        foreach (var target in GetEffectiveTargetStates(transition))
            AddAncestorStatesToEnter(target, domain, entry);
    }

    private void AddDescendantStatesToEnter(Node state, EntrySet entry)
    {
        if (state.IsHistory)
        {
            AddHistoryToEnter(state, entry);
            return;
        }

        entry.States.Add(state);
        if (state.IsCompound && !(chart.IsPlain && state.Initial is null))
        {
            entry.ByDefault.Add(state);
            var targets = InitialOf(state).Targets;
            foreach (var target in targets)
                AddDescendantStatesToEnter(target, entry);
            foreach (var target in targets)
                AddAncestorStatesToEnter(target, state, entry);
        }
        else if (state.IsParallel)
        {
            AddRegionsToEnter(state, entry);
        }
    }

    private void AddHistoryToEnter(Node history, EntrySet entry)
    {
        if (!historyValue.TryGetValue(history, out var states))
        {
            states = DefaultOf(history).Targets;
            if (history.Initial is null)
                entry.ByDefault.Add(history.Parent!);
            else
                entry.DefaultHistories[history.Parent!] = history;
        }

        foreach (var state in states)
            AddDescendantStatesToEnter(state, entry);
        foreach (var state in states)
            AddAncestorStatesToEnter(state, history.Parent!, entry);
    }

    /// <summary>
    /// Adds the superstates up to one that stays active. The W3C's text does not stop there: from inside a state to its history, it would
    /// enter active states again.
    /// </summary>
    private void AddAncestorStatesToEnter(Node state, Node end, EntrySet entry)
    {
        foreach (var ancestor in state.GetProperAncestors(end).TakeWhile(ancestor => !configuration.Contains(ancestor)))
        {
            entry.States.Add(ancestor);
            if (ancestor.IsParallel)
                AddRegionsToEnter(ancestor, entry);
        }
    }

    /// <summary>Adds the regions in which nothing is entered yet.</summary>
    private void AddRegionsToEnter(Node parallel, EntrySet entry)
    {
        foreach (var region in parallel.Children)
        {
            if (!entry.States.Any(state => state.IsDescendantOf(region)))
                AddDescendantStatesToEnter(region, entry);
        }
    }

    private sealed class EntrySet
    {
        internal HashSet<Node> States { get; } = [];

        /// <summary>Gets the states that are entered through their initial transition.</summary>
        internal HashSet<Node> ByDefault { get; } = [];

        /// <summary>Gets the history state whose default is taken, by its superstate.</summary>
        internal Dictionary<Node, Node> DefaultHistories { get; } = [];
    }
}
