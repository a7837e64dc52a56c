namespace CoroFsm.Statecharts;

/// <content>Takes the selected transitions (SCXML: microstep, exitStates, enterStates).</content>
internal sealed partial class StatechartInterpreter<TState, TTrigger>
{
    private readonly IndexSet exits;
    private readonly EntrySet<TState, TTrigger> entries;
    private TransitionFacts<TState, TTrigger>? starting;
    private bool isStepping;
    private int lastLeft;

    /// <summary>Takes the selected transitions: leaves states, the last in document order first, acts, and enters states.</summary>
    private void Microstep(Argument argument)
    {
        isStepping = true;
        var changes = MarkExits();
        if (changes)
        {
            RecordHistories();
            entries.Clear();
            for (var i = 0; i < selectedCount; i++)
            {
                if (selected[i].Domain != Selection<TState, TTrigger>.NoDomain)
                    entries.Add(selected[i].Targets, selected[i].Domain);
            }

            configuration.Version++;
            for (var index = exits.LastTo(tree.Count - 1); index >= 0; index = exits.LastTo(index))
                Leave(index, FactsOf(index), argument);
        }

        for (var i = 0; i < selectedCount; i++)
            Run(selected[i].Candidate.Plan.Effects, selected[i].Facts, argument);
        if (changes)
        {
            Notify(isCompleted: false);
            EnterAll(argument);
            Notify(isCompleted: true);
        }

        isStepping = false;
    }

    /// <summary>Enters a state where none is active.</summary>
    private void Start(int index, TransitionFacts<TState, TTrigger> facts)
    {
        isStepping = true;
        selectedCount = 0;
        entries.Clear();
        entries.Add([index], -1);
        configuration.Version++;
        starting = facts;
        Transition<TState, TTrigger> start = new(facts, instance, instance.Context);
        observer?.OnTransitioned(start);
        EnterAll(default);
        observer?.OnTransitionCompleted(start);
        starting = null;
        isStepping = false;
    }

    /// <summary>Leaves all states, and is in none then.</summary>
    internal void LeaveAll()
    {
        isStepping = true;
        (selectedCount, starting) = (0, null);
        entries.Clear();
        Mark(-1);
        configuration.Version++;
        for (var index = exits.LastTo(tree.Count - 1); index >= 0; index = exits.LastTo(index))
        {
            lastLeft = index;
            var state = tree[index].Model.State;
            Leave(index, new(state, state, default!) { Cause = TransitionCause.Initial }, default);
        }

        raised.Clear();
        (isStepping, accepted) = (false, 0);
    }

    /// <summary>Leaves all states without actions: the instance did not come to life.</summary>
    internal void LeaveAllSilently()
    {
        entries.Clear();
        Mark(-1);
        isStepping = true;
        CompleteSilently();
        raised.Clear();
    }

    private bool MarkExits()
    {
        var changes = false;
        for (var i = 0; i < selectedCount; i++)
        {
            if (selected[i].Domain == Selection<TState, TTrigger>.NoDomain)
                continue;
            changes = true;
            Mark(selected[i].Domain);
        }

        return changes;
    }

    /// <summary>Marks the active states in a domain.</summary>
    private void Mark(int domain)
    {
        var leaves = domain < 0
            ? configuration.Leaves
            : configuration.Leaves.AsSpan(tree[domain].FirstSlot, tree[domain].SlotCount);
        foreach (var leaf in leaves)
        {
            for (var at = leaf; at >= 0 && at != domain && !exits.Contains(at); at = tree[at].Parent)
                exits.Add(at);
        }
    }

    private void RecordHistories()
    {
        for (var index = exits.NextFrom(0); index >= 0; index = exits.NextFrom(index + 1))
        {
            foreach (var history in tree[index].Histories)
                configuration.Record(tree[history]);
        }
    }

    private void Leave(int index, TransitionFacts<TState, TTrigger> facts, Argument argument)
    {
        Run(tree[index].Exits, facts, argument);
        EndActivities(tree[index]);
        configuration.Leave(index);
        exits.Remove(index);
    }

    private void EnterAll(Argument argument)
    {
        for (var index = entries.TakeNext(); index >= 0; index = entries.TakeNext())
            Enter(tree[index], FactsOf(index), argument);
    }

    private void Enter(StateNode<TState, TTrigger> node, TransitionFacts<TState, TTrigger> facts, Argument argument)
    {
        configuration.Enter(node.Index);
        BeginActivities(node);
        foreach (var entry in node.Entries)
        {
            if (RunsFor(entry, facts))
                entry.Effect.Run(new(instance, instance.Context, facts, argument));
        }

        if (entries.IsByDefault(node.Index))
            Run(node.Default!.Effects, facts, argument);
        if (entries.DefaultHistoryIn(node.Index) is { } history)
            Run(history.Effects, facts, argument);
        if (node.IsFinal)
            Complete(node.Parent, facts, argument);
    }

    private bool RunsFor(EntryModel<TState, TTrigger> entry, TransitionFacts<TState, TTrigger> facts) =>
        entry.RunsFor(facts)
        || (entry.IsFrom && facts.Cause is TransitionCause.Trigger && tables.IsKindOf(facts.Trigger, entry.From!));

    /// <summary>Completes a state, and then the parallel states around it whose regions are complete now.</summary>
    private void Complete(int index, TransitionFacts<TState, TTrigger> facts, Argument argument)
    {
        while (index >= 0)
        {
            var node = tree[index];
            Run(node.Completions, facts, argument);
            if (node.Completed is not null)
                raised.Enqueue(new(default!, Argument: null, index));
            index = node.Parent;
            if (index < 0 || !tree[index].IsParallel || !configuration.IsComplete(index))
                return;
        }
    }

    private void Run(Effect<TState, TTrigger>[] effects, TransitionFacts<TState, TTrigger> facts, Argument argument)
    {
        foreach (var effect in effects)
            effect.Run(new(instance, instance.Context, facts, argument));
    }

    /// <summary>Gets the facts of the transition because of which a state is left or entered.</summary>
    private TransitionFacts<TState, TTrigger> FactsOf(int index)
    {
        if (starting is not null)
            return starting;
        for (var i = 0; i < selectedCount; i++)
        {
            var domain = selected[i].Domain;
            if (domain == -1 || (domain >= 0 && tree[domain].Contains(index)))
                return selected[i].Facts;
        }

        return selected[0].Facts;
    }

    private void Notify(bool isCompleted)
    {
        if (observer is null)
            return;
        for (var i = 0; i < selectedCount; i++)
        {
            if (selected[i].Domain == Selection<TState, TTrigger>.NoDomain)
                continue;
            var transition = new Transition<TState, TTrigger>(selected[i].Facts, instance, instance.Context);
            if (isCompleted)
                observer.OnTransitionCompleted(transition);
            else
                observer.OnTransitioned(transition);
        }
    }

    /// <summary>Leaves and enters what an interrupted microstep has not, without actions.</summary>
    private void CompleteSilently()
    {
        if (!isStepping)
            return;
        for (var index = exits.LastTo(tree.Count - 1); index >= 0; index = exits.LastTo(index))
        {
            EndActivitiesSilently(tree[index]);
            configuration.Leave(index);
            exits.Remove(index);
        }

        for (var index = entries.TakeNext(); index >= 0; index = entries.TakeNext())
        {
            configuration.Enter(index);
            BeginActivities(tree[index]);
            if (tree[index].IsFinal)
                CompleteSilently(tree[index].Parent);
        }

        (isStepping, isUnsettled, starting) = (false, true, null);
    }

    private void CompleteSilently(int index)
    {
        for (; index >= 0; index = tree[index].Parent)
        {
            if (tree[index].Completed is not null)
                raised.Enqueue(new(default!, Argument: null, index));
            if (tree[index].Parent is not (>= 0 and var parent) || !tree[parent].IsParallel || !configuration.IsComplete(parent))
                return;
        }
    }
}
