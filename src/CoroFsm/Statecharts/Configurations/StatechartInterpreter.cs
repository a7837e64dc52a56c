namespace CoroFsm.Statecharts;

/// <summary>
/// Runs an instance by the algorithm of SCXML: a macrostep handles a trigger, then takes transitions without triggers and handles the
/// triggers that were raised, until there are none.
/// </summary>
/// <remarks>
/// Where an action throws, the transitions of its microstep are completed without further actions: the configuration is always one that
/// the chart allows.
/// </remarks>
internal sealed partial class StatechartInterpreter<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StatechartInstance<TState, TTrigger> instance;
    private readonly StatechartTables<TState, TTrigger> tables;
    private readonly StateTree<TState, TTrigger> tree;
    private readonly IStatechartObserver<TState, TTrigger>? observer;
    private readonly Configuration<TState, TTrigger> configuration;
    private readonly Queue<RaisedTrigger<TTrigger>> raised = [];
    private readonly bool mayHandlePlainly;

    /// <summary>The transitions in a row without a trigger from outside, and the last ones of them.</summary>
    private int steps;
    private List<string>? last;

    /// <summary>The raised triggers in a row that nothing handles.</summary>
    private int unhandled;

    /// <summary>A failure has ended a macrostep before its end.</summary>
    private bool isUnsettled;

    /// <summary>The selection that was kept when a coroutine accepted its trigger; 0: none.</summary>
    private long accepted;

    internal StatechartInterpreter(
        StatechartInstance<TState, TTrigger> instance,
        StatechartTables<TState, TTrigger> tables,
        IStatechartObserver<TState, TTrigger>? observer,
        TimeProvider clock)
    {
        this.instance = instance;
        this.tables = tables;
        this.observer = observer;
        tree = tables.Tree;
        configuration = new(tree);
        selected = new Selection<TState, TTrigger>[tree.SlotCount];
        considered = new Candidate<TState, TTrigger>[tree.SlotCount];
        results = new long[tables.SharedCount];
        exits = new(tree.Count);
        entries = new(tree, configuration);
        mayHandlePlainly = observer is null && !tables.HasAlways;
        this.clock = clock;
        starters = new(tree.Count);
        timers = new StateTimer<TState, TTrigger>?[tree.TimerCount];
    }

    internal Configuration<TState, TTrigger> Configuration => configuration;

    /// <summary>Gets the active leaves, in document order.</summary>
    internal TState[] States
    {
        get
        {
            using var gate = instance.EnterGate();
            return [.. configuration.Leaves.Where(leaf => leaf >= 0).Distinct().Select(leaf => tree[leaf].Model.State)];
        }
    }

    /// <summary>Gets the active leaf of a chart without regions.</summary>
    internal TState SoleState => States switch
    {
        [var only] when tree.SlotCount == 1 => only,
        [] => throw new InvalidOperationException("The instance has left all its states. Call Enter of the chart to start another one."),
        _ => throw new InvalidOperationException(
            $"The chart has regions, so an instance has several states. Read {nameof(IStateMachine<,>.States)}."),
    };

    /// <summary>Gets the first active leaf; after <c>Exit</c>, the state that was left last.</summary>
    internal TState FirstState => tree[configuration.Leaves[0] is >= 0 and var leaf ? leaf : lastLeft].Model.State;

    /// <summary>Gets the names of the active leaves.</summary>
    internal string StateName => States is { Length: > 0 } states
        ? string.Join(" & ", states.Select(state => DisplayText.Of(state)))
        : "(no state)";

    internal bool IsCompleted => configuration.Leaves[0] is >= 0 and var leaf && tree[leaf] is { IsFinal: true, Parent: < 0 };

    /// <summary>Gets a value indicating whether a failure has ended a macrostep before its end.</summary>
    internal bool IsUnsettled => isUnsettled;

    internal bool IsIn(int state)
    {
        using var gate = instance.EnterGate();
        return configuration.IsActive(tree.IndexOf(state));
    }

    /// <summary>Enters a state and all that belongs to it, and takes the transitions that are permitted then.</summary>
    internal void Enter(int state)
    {
        var index = tree.IndexOf(state);
        var facts = new TransitionFacts<TState, TTrigger>(tree[index].Model.State, tree[index].Model.State, default!)
        {
            Cause = TransitionCause.Initial,
        };
        BeginMacrostep();
        Start(index, facts);
        Settle();
    }

    /// <summary>Handles a trigger for which nothing but leaves of single regions changes, without a call of user code.</summary>
    /// <returns>False if it has to be handled in another way; nothing has been done.</returns>
    internal bool TryHandlePlainly(int trigger)
    {
        if (isUnsettled || !mayHandlePlainly || tables.RowOf(trigger) is not { } row)
            return false;

        var (leaves, targets) = (configuration.Leaves, row.Targets);
        var handled = TriggerRow<TState, TTrigger>.Nothing;
        foreach (var leaf in leaves)
        {
            if ((uint)leaf >= (uint)targets.Length)
                continue;       // the slot is empty
            if (targets[leaf] == TriggerRow<TState, TTrigger>.General)
                return false;
            handled &= targets[leaf];       // negative only if none is handled
        }

        if (handled < 0)
            return false;
        configuration.Version++;
        foreach (ref var leaf in leaves.AsSpan())
        {
            if ((uint)leaf < (uint)targets.Length && targets[leaf] is >= 0 and var target)
                leaf = target;
        }

        return true;
    }

    /// <summary>Handles a trigger from outside, in a macrostep of its own.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal bool Handle(int number, TTrigger trigger, Argument argument)
    {
        BeginMacrostep();
        return Take(number, trigger, argument);
    }

    /// <summary>Finds what a trigger does, and keeps it.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal bool Find(int number, TTrigger trigger, Argument argument)
    {
        BeginMacrostep();
        accepted = Select(number, trigger, argument) ? selection : 0;
        return accepted != 0;
    }

    /// <summary>Gets a value indicating whether what was found is still to be done.</summary>
    internal bool HasFound => accepted != 0 && accepted == selection;

    /// <summary>Handles a trigger as it was found.</summary>
    internal void HandleFound(TTrigger trigger, Argument argument)
    {
        accepted = 0;
        observer?.OnHandling(instance, new(trigger, instance.Chart.Keep(trigger, argument)));
        Step(argument);
        Settle();
    }

    /// <summary>Raises a trigger: it is handled before the next trigger from outside.</summary>
    internal void Raise(RaisedTrigger<TTrigger> trigger) => raised.Enqueue(trigger);

    internal int RaisedCount => raised.Count;

    /// <summary>Takes the transitions that no trigger from outside causes, until there are none.</summary>
    internal void Settle()
    {
        isUnsettled = true;
        while (true)
        {
            if (IsCompleted)
                raised.Clear();
            if (tables.HasAlways && SelectAlways())
                Step(default);
            else if (raised.TryDequeue(out var next))
                HandleRaised(next);
            else if (starters.NextFrom(0) >= 0)
                StartWork();
            else
                break;
        }

        isUnsettled = false;
    }

    /// <summary>Completes the transitions that a failure interrupted, and drops the triggers that were raised.</summary>
    /// <returns>Those triggers.</returns>
    internal IReadOnlyList<TTrigger> Abandon()
    {
        CompleteSilently();
        StartWork();        // a failure that only work could end must not keep it from starting
        TTrigger[] dropped = [.. raised.Where(trigger => trigger.Completed < 0).Select(trigger => trigger.Trigger)];
        var completions = raised.Where(trigger => trigger.Completed >= 0).ToArray();
        raised.Clear();
        foreach (var completion in completions)
            raised.Enqueue(completion);
        return dropped;
    }

    /// <summary>Begins a macrostep; first ends one that a failure interrupted, which can leave states.</summary>
    internal void BeginMacrostep()
    {
        (steps, unhandled, last) = (0, 0, null);
        if (isUnsettled)
            Settle();
    }

    private bool Take(int number, TTrigger trigger, Argument argument)
    {
        observer?.OnHandling(instance, new(trigger, instance.Chart.Keep(trigger, argument)));
        if (!Select(number, trigger, argument))
            return false;
        Step(argument);
        Settle();
        return true;
    }

    private void HandleRaised(RaisedTrigger<TTrigger> next)
    {
        if (next.Completed >= 0)
        {
            if (SelectCompleted(next.Completed))
                Step(default);
            return;
        }

        var argument = next.Argument is { } kept ? kept.Open() : default;
        observer?.OnHandling(instance, new(next.Trigger, next.Argument));
        if (Select(instance.Chart.TriggerOf(next.Trigger), next.Trigger, argument))
            Step(argument);
        else if (++unhandled > instance.Chart.Model.MaxQueued)      // more than the queue holds: raised meanwhile
            throw InstanceErrors.EndlessRaises(instance.Chart.Model.MaxQueued, next.Trigger);
    }

    private void Step(Argument argument)
    {
        if (++steps > instance.Chart.Model.MaxMicrosteps - Traced)
            Trace();
        unhandled = 0;
        Microstep(argument);
    }
}

/// <summary>A trigger that was raised, or the completion of a state.</summary>
/// <param name="Trigger">The trigger. Only if no state is completed.</param>
/// <param name="Argument">The parameter; null if there is none.</param>
/// <param name="Completed">The index of the state that has completed; otherwise -1.</param>
internal readonly record struct RaisedTrigger<TTrigger>(TTrigger Trigger, QueuedArgument? Argument, int Completed = -1);
