using System.Runtime.InteropServices;

namespace CoroFsm.Statecharts;

/// <content>Selects transitions (SCXML: selectTransitions, removeConflictingTransitions).</content>
internal sealed partial class StatechartInterpreter<TState, TTrigger>
{
    private const int Traced = 16;

    private readonly Selection<TState, TTrigger>[] selected;
    private readonly Candidate<TState, TTrigger>[] considered;

    /// <summary>The results of guards that several leaves share: the number of the selection, and whether the guard holds.</summary>
    private readonly long[] results;
    private readonly List<int> effective = [];
    private int selectedCount;
    private int consideredCount;
    private long selection;

    /// <summary>Selects what a trigger does, and changes nothing.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal bool Select(int number, TTrigger trigger, Argument argument)
    {
        if (number >= 0 && !argument.IsPresent && instance.Chart.Parameters[number] is not null)
            throw MissingParameter.Of(trigger);
        return Select(tables.RowOf(number)?.Levels, argument);
    }

    /// <summary>Returns whether a trigger is handled now. Where its parameter is missing, guards that take it count as satisfied.</summary>
    internal bool CanHandle(int number, Argument argument)
    {
        if (tables.RowOf(number) is not { } row)
            return false;
        using var gate = instance.EnterGate();
        selection++;        // guards may have changed since they were evaluated
        var isComplete = argument.IsPresent || instance.Chart.Parameters[number] is null;
        foreach (var leaf in configuration.Leaves)
        {
            for (var level = leaf < 0 ? null : row.Levels[leaf]; level is not null; level = level.Outer)
            {
                if (isComplete
                    ? Choose(level, argument) is not null
                    : Array.Exists(level.Candidates, candidate => MayHold(candidate.Plan.Guard)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Gets the triggers that are permitted now, each once, those of the innermost states first.</summary>
    internal List<TTrigger> PermittedTriggers()
    {
        using var gate = instance.EnterGate();
        selection++;        // as above
        List<TTrigger> permitted = [];
        foreach (var leaf in configuration.Leaves)
        {
            for (var at = leaf; at >= 0; at = tree[at].Parent)
                AddPermitted(at, permitted);
        }

        return permitted;
    }

    /// <summary>Gets the guards that leave a trigger unhandled, those of the innermost states first.</summary>
    internal IReadOnlyList<string> UnmetGuards(int number)
    {
        using var gate = instance.EnterGate();
        List<string> unmet = [];
        var row = tables.RowOf(number);
        foreach (var leaf in configuration.Leaves)
        {
            for (var level = leaf < 0 ? null : row?.Levels[leaf]; level is not null; level = level.Outer)
                unmet.AddRange(level.Candidates.Select(candidate => candidate.Plan.Guard?.Text).OfType<string>().Except(unmet));
        }

        return unmet;
    }

    /// <summary>Adds the triggers that a state itself permits.</summary>
    private void AddPermitted(int index, List<TTrigger> permitted)
    {
        for (var number = 0; number < instance.Chart.Triggers.Count; number++)
        {
            var levels = tables.RowOf(number)!.Levels;
            var own = levels[index];
            var isOwn = own is not null && (tree[index].Parent < 0 || !ReferenceEquals(own, levels[tree[index].Parent]));
            var trigger = instance.Chart.Triggers[number];
            if (isOwn && !permitted.Contains(trigger) && Array.Exists(own!.Candidates, candidate => MayHold(candidate.Plan.Guard)))
                permitted.Add(trigger);
        }
    }

    private bool MayHold(Guard? guard) => guard is null || guard.TakesParameter || guard.Holds(instance.Context, default);

    private bool SelectAlways() => Select(tables.Always, default);

    private bool SelectCompleted(int index)
    {
        BeginSelection();
        if (configuration.IsActive(index) && configuration.IsComplete(index))
            Consider(tree[index].Completed, default);
        return selectedCount > 0;
    }

    private bool Select(TransitionLevel<TState, TTrigger>?[]? levels, Argument argument)
    {
        BeginSelection();
        if (levels is null)
            return false;
        foreach (var leaf in configuration.Leaves)
        {
            if (leaf >= 0)
                Consider(levels[leaf], argument);
        }

        return selectedCount > 0;
    }

    private void BeginSelection()
    {
        selectedCount = consideredCount = 0;
        selection++;
    }

    /// <summary>Selects the transition of one leaf, unless it conflicts with one that comes before it.</summary>
    private void Consider(TransitionLevel<TState, TTrigger>? level, Argument argument)
    {
        if (Find(level, argument) is not { } candidate || IsConsidered(candidate))
            return;

        considered[consideredCount++] = candidate;
        var chosen = SelectionOf(candidate, argument);
        var kept = 0;
        for (var i = 0; i < selectedCount; i++)
        {
            if (!Conflict(selected[i].Domain, chosen.Domain))
                continue;
            if (!tree[selected[i].Candidate.Plan.Source].Contains(candidate.Plan.Source))
                return;
        }

        for (var i = 0; i < selectedCount; i++)
        {
            if (!Conflict(selected[i].Domain, chosen.Domain))
                selected[kept++] = selected[i];
        }

        selected[kept] = chosen;
        selectedCount = kept + 1;
    }

    private bool IsConsidered(Candidate<TState, TTrigger> candidate) =>
        Array.IndexOf(considered, candidate, 0, consideredCount) >= 0;

    private Candidate<TState, TTrigger>? Find(TransitionLevel<TState, TTrigger>? level, Argument argument)
    {
        for (; level is not null; level = level.Outer)
        {
            if (Choose(level, argument) is { } found)
                return found;
        }

        return null;
    }

    private Candidate<TState, TTrigger>? Choose(TransitionLevel<TState, TTrigger> level, Argument argument)
    {
        Candidate<TState, TTrigger>? found = null;
        foreach (var candidate in level.Candidates)
        {
            if (!Holds(candidate.Plan, argument))
                continue;
            if (level.IsFirst)
                return candidate;
            if (found is not null)
                throw Decision.Ambiguous(found.Plan.Model, found.Plan.Guard, candidate.Plan.Guard);
            found = candidate;
        }

        return found;
    }

    /// <summary>Evaluates a guard, once for all leaves that share it.</summary>
    private bool Holds(TransitionPlan<TState, TTrigger> plan, Argument argument)
    {
        if (plan.Guard is not { } guard)
            return true;
        if (plan.Shared < 0)
            return guard.Holds(instance.Context, argument);
        ref var result = ref results[plan.Shared];
        if (result >> 1 != selection)
            result = (selection << 1) | (guard.Holds(instance.Context, argument) ? 1L : 0L);
        return (result & 1) != 0;
    }

    private Selection<TState, TTrigger> SelectionOf(Candidate<TState, TTrigger> candidate, Argument argument)
    {
        var (plan, facts) = candidate;
        var targets = plan.Targets;
        if (plan.Model.Selector is { } selector)
        {
            var choice = tables.Choose(candidate, selector.Select(instance.Context, argument));
            (targets, facts) = (choice.Targets, choice.Facts);
        }

        if (targets.Length == 0)
            return new(candidate, facts, targets, Selection<TState, TTrigger>.NoDomain);
        if (plan.HasFixedDomain)
            return new(candidate, facts, targets, plan.Domain);
        effective.Clear();
        foreach (var target in targets)
            entries.AddEffective(target, effective);
        return new(candidate, facts, targets, tables.DomainOf(plan, CollectionsMarshal.AsSpan(effective)));
    }

    /// <summary>Returns whether two transitions leave common states: then one of the domains contains the other.</summary>
    private bool Conflict(int domain, int other)
    {
        if (domain == Selection<TState, TTrigger>.NoDomain || other == Selection<TState, TTrigger>.NoDomain)
            return false;
        return domain < 0 || other < 0 || tree[domain].IsOrContains(other) || tree[other].IsOrContains(domain);
    }

    private void Trace()
    {
        last ??= [];
        for (var i = 0; i < selectedCount; i++)
            last.Add(new Transition<TState, TTrigger>(selected[i].Facts, instance, instance.Context).ToString());
        if (steps > instance.Chart.Model.MaxMicrosteps)
            throw InstanceErrors.Endless(instance.Chart.Model.MaxMicrosteps, last);
    }
}

/// <summary>A transition that is about to be taken.</summary>
internal readonly record struct Selection<TState, TTrigger>(
    Candidate<TState, TTrigger> Candidate, TransitionFacts<TState, TTrigger> Facts, int[] Targets, int Domain)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>No state is left.</summary>
    internal const int NoDomain = -2;
}
