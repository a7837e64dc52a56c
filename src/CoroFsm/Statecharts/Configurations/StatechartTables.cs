namespace CoroFsm.Statecharts;

/// <summary>
/// The tables of a chart with parts that need more than one current state, or transitions without triggers. Immutable but for rows, which
/// are computed when their trigger is first handled: memory grows with the triggers that occur × states.
/// </summary>
internal sealed class StatechartTables<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Statechart<TState, TTrigger> chart;
    private readonly TriggerRow<TState, TTrigger>?[] rows;
    private readonly TransitionPlan<TState, TTrigger>[][] plans;
    private readonly Dictionary<TTrigger, TTrigger> generals = [];

    internal StatechartTables(Statechart<TState, TTrigger> chart)
    {
        this.chart = chart;
        Tree = new(chart.Model, chart.States);
        foreach (var (specific, general) in chart.Model.Generalizations)
            generals[specific] = general;
        plans = new TransitionPlan<TState, TTrigger>[Tree.Count][];
        for (var index = 0; index < Tree.Count; index++)
            Compile(Tree[index]);
        Always = new TransitionLevel<TState, TTrigger>?[Tree.Count];
        for (var index = 0; index < Tree.Count; index++)
        {
            var node = Tree[index];
            Always[index] = LevelOf(node, TransitionCause.Always, Outer(Always, node));
            node.HasAlways = Always[index] is not null;
            HasAlways |= node.HasAlways;
            node.Completed = LevelOf(node, TransitionCause.Completed, outer: null);
            node.Timers = [.. plans[index].Where(plan => plan.Model.Cause is TransitionCause.Timer)
                .Select(plan => new TransitionLevel<TState, TTrigger>([CandidateOf(plan)], outer: null, isFirst: true))];
        }

        rows = new TriggerRow<TState, TTrigger>?[chart.Triggers.Count];
    }

    internal StateTree<TState, TTrigger> Tree { get; }

    /// <summary>Gets the transitions that are always permitted, by the index of the innermost state.</summary>
    internal TransitionLevel<TState, TTrigger>?[] Always { get; }

    /// <summary>Gets a value indicating whether any state has transitions that are always permitted.</summary>
    internal bool HasAlways { get; }

    /// <summary>Gets the number of guards that several leaves share.</summary>
    internal int SharedCount { get; private set; }

    /// <summary>Gets what a trigger does.</summary>
    /// <param name="trigger">The number of the trigger; negative if nothing handles it.</param>
    internal TriggerRow<TState, TTrigger>? RowOf(int trigger) =>
        trigger < 0 ? null : Volatile.Read(ref rows[trigger]) ?? ComputeRow(trigger);

    /// <summary>Returns whether a trigger is a kind of another one, directly or not.</summary>
    internal bool IsKindOf(TTrigger trigger, TTrigger general)
    {
        while (generals.TryGetValue(trigger, out var next))
        {
            if (EqualityComparer<TTrigger>.Default.Equals(next, general))
                return true;
            trigger = next;
        }

        return false;
    }

    /// <summary>Gets what a dynamic transition does for a choice.</summary>
    internal ChosenTarget<TState, TTrigger> Choose(Candidate<TState, TTrigger> candidate, TState destination)
    {
        var model = candidate.Plan.Model;
        var number = chart.StateOf(destination);
        if (number < 0 || (model.Destinations.Length > 0 && !model.Destinations.Contains(destination)))
            throw Decision.Elsewhere(model, chart, destination);
        var known = Volatile.Read(ref candidate.Chosen);
        if (known is null)
        {
            known = new ChosenTarget<TState, TTrigger>?[Tree.Count];
            known = Interlocked.CompareExchange(ref candidate.Chosen, known, comparand: null) ?? known;
        }

        var index = Tree.IndexOf(number);
        if (Volatile.Read(ref known[index]) is { } chosen)
            return chosen;
        chosen = new([index], candidate.Facts with { Destination = destination });
        Volatile.Write(ref known[index], chosen);
        return chosen;
    }

    /// <summary>Gets the innermost state that a transition does not leave; -1 if there is none (SCXML: the transition domain).</summary>
    /// <param name="plan">The transition.</param>
    /// <param name="targets">Its destinations; history pseudo-states have been replaced.</param>
    internal int DomainOf(TransitionPlan<TState, TTrigger> plan, ReadOnlySpan<int> targets)
    {
        var source = Tree[plan.Source];
        var isLocal = !plan.IsExternal && source.IsCompound;
        foreach (var target in targets)
            isLocal &= source.Contains(target);
        if (isLocal)
            return source.Index;

        var domain = source.Parent;
        while (domain >= 0 && !(Tree[domain].IsCompound && ContainsAll(Tree[domain], targets)))
            domain = Tree[domain].Parent;
        return domain;
    }

    private static bool ContainsAll(StateNode<TState, TTrigger> node, ReadOnlySpan<int> targets)
    {
        foreach (var target in targets)
        {
            if (!node.Contains(target))
                return false;
        }

        return true;
    }

    private static TransitionLevel<TState, TTrigger>? Outer(
        TransitionLevel<TState, TTrigger>?[] levels, StateNode<TState, TTrigger> node) =>
        node.Parent < 0 ? null : levels[node.Parent];

    private void Compile(StateNode<TState, TTrigger> node)
    {
        plans[node.Index] = [.. node.Model.Transitions.Select(transition => Compile(node, transition))];
        if (node.IsHistory)
            node.Default = DefaultOf(node, node.Model.Histories[0].Otherwise, node.Parent);
        else if (node.IsCompound)
            node.Default = node.Model.Initials is [var initial, ..] ? DefaultOf(node, initial, -1) : FirstChild(node);
    }

    /// <summary>A state without an initial transition enters its first substate, as in SCXML.</summary>
    private static TransitionPlan<TState, TTrigger> FirstChild(StateNode<TState, TTrigger> node) => new(
        new(TransitionKind.Permit, node.Model.State, TransitionCause.Initial), node.Index, [node.Children[0]]);

    private TransitionPlan<TState, TTrigger> DefaultOf(
        StateNode<TState, TTrigger> node, TransitionModel<TState, TTrigger> transition, int itself)
    {
        if (TargetsOf(transition) is not [var only] || only != itself)
            return new(transition, node.Index, TargetsOf(transition));

        // History of a state leads to its initial substates: the action of its initial transition runs, too.
        var of = Tree[itself];
        if (of.IsParallel)
            return new(transition, node.Index, of.Children);
        var initial = of.Model.Initials is [var declared, ..] ? DefaultOf(of, declared, -1) : FirstChild(of);
        return new(transition, node.Index, initial.Targets) { Effects = [.. transition.Actions, .. initial.Effects] };
    }

    private TransitionPlan<TState, TTrigger> Compile(StateNode<TState, TTrigger> node, TransitionModel<TState, TTrigger> transition)
    {
        int[] targets = transition.Kind switch
        {
            TransitionKind.Permit or TransitionKind.Reentry => TargetsOf(transition),
            _ => [],
        };
        var plan = new TransitionPlan<TState, TTrigger>(transition, node.Index, targets)
        {
            HasFixedDomain = transition.Selector is null && !Array.Exists(targets, target => Tree[target].IsHistory),
        };
        if (plan.HasFixedDomain && targets.Length > 0)
            plan.Domain = DomainOf(plan, targets);
        if (plan.Guard is not null && node.SlotCount > 1)
            plan.Shared = SharedCount++;
        return plan;
    }

    private int[] TargetsOf(TransitionModel<TState, TTrigger> transition) =>
        [.. transition.Forks.Prepend(transition.Destination).Select(state => Tree.IndexOf(chart.States.Of(state)))];

    private TransitionLevel<TState, TTrigger>? LevelOf(
        StateNode<TState, TTrigger> node, TransitionCause cause, TransitionLevel<TState, TTrigger>? outer)
    {
        Candidate<TState, TTrigger>[] own = [.. plans[node.Index].Where(plan => plan.Model.Cause == cause).Select(CandidateOf)];
        return own.Length == 0 ? outer : new(own, outer, isFirst: true);
    }

    private static Candidate<TState, TTrigger> CandidateOf(TransitionPlan<TState, TTrigger> plan) => CandidateOf(plan, plan.Model.Trigger);

    private static Candidate<TState, TTrigger> CandidateOf(TransitionPlan<TState, TTrigger> plan, TTrigger trigger) => new(
        plan, new(plan.Model.Source, plan.Model.Destination, trigger) { Cause = plan.Model.Cause });

    private TriggerRow<TState, TTrigger> ComputeRow(int number)
    {
        var trigger = chart.Triggers[number];
        HashSet<TTrigger> kinds = [trigger];
        for (var at = trigger; generals.TryGetValue(at, out var general) && kinds.Add(general);)
            at = general;

        var isFirst = chart.Model.TransitionOrder is TransitionOrder.First;
        var row = new TriggerRow<TState, TTrigger>(new TransitionLevel<TState, TTrigger>?[Tree.Count], new int[Tree.Count]);
        for (var index = 0; index < Tree.Count; index++)
        {
            var outer = Outer(row.Levels, Tree[index]);
            Candidate<TState, TTrigger>[] own = [.. plans[index]
                .Where(plan => plan.Model.HasTrigger && kinds.Contains(plan.Model.Trigger)).Select(plan => CandidateOf(plan, trigger))];
            row.Levels[index] = own.Length == 0 ? outer : new(own, outer, isFirst);
            row.Targets[index] = TargetOf(index, row.Levels[index], chart.Parameters[number]);
        }

        Volatile.Write(ref rows[number], row);
        return row;
    }

    /// <summary>Gets the leaf that takes the place of another without anything else to do.</summary>
    private int TargetOf(int leaf, TransitionLevel<TState, TTrigger>? level, ParameterType? parameter)
    {
        if (level is null)
            return TriggerRow<TState, TTrigger>.Nothing;
        if (parameter is not null || level.Unconditional is not { Plan: { Effects: [], HasFixedDomain: true } plan })
            return TriggerRow<TState, TTrigger>.General;
        if (plan.Targets.Length == 0)
            return leaf;
        if (plan.Targets is not [var target] || (plan.Domain >= 0 ? Tree[plan.Domain].SlotCount : Tree.SlotCount) > 1)
            return TriggerRow<TState, TTrigger>.General;

        for (var at = leaf; at != plan.Domain; at = Tree[at].Parent)
        {
            if (!Tree[at].IsSilent)
                return TriggerRow<TState, TTrigger>.General;
        }

        while (!Tree[target].IsHistory && Tree[target].Default is { Targets: [var initial] })
            target = initial;
        for (var at = target; at != plan.Domain; at = Tree[at].Parent)
        {
            if (!Tree[at].IsSilent)
                return TriggerRow<TState, TTrigger>.General;
        }

        return Tree[target].IsLeaf ? target : TriggerRow<TState, TTrigger>.General;
    }
}
