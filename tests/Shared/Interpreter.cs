using CoroFsm.Statecharts.Backends;

namespace CoroFsm.TestSupport;

/// <summary>
/// A backend that interprets a chart as it was declared. It uses nothing but public types, and so shows that they are enough for another
/// engine.
/// </summary>
internal sealed class Interpreter<TState, TTrigger>(
    Statechart<TState, TTrigger> chart,
    Func<TState> getState,
    Action<TState> setState,
    object? context = null,
    IStatechartObserver<TState, TTrigger>? observer = null)
    : IStateMachine<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly DeclaredChart<TState, TTrigger> chart = new(chart);
    private readonly Queue<(TriggerOccurrence<TTrigger> Occurrence, bool IsTry)> queue = new();
    private readonly Queue<TriggerOccurrence<TTrigger>> deferred = new();
    private bool isFiring;

    public TState State => getState();

    private DeclaredState<TState, TTrigger> Current =>
        chart.Find(State) ?? throw new InvalidOperationException($"The chart has no state {State}. Correct the stored value.");

    public bool IsIn(TState state) => PathFrom(Current).Any(at => at.State.Equals(state));

    public void Fire(TTrigger trigger) => Fire(new TriggerOccurrence<TTrigger>(trigger), isTry: false);

    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.With(parameter), isTry: false);

    public bool TryFire(TTrigger trigger) => Fire(new TriggerOccurrence<TTrigger>(trigger), isTry: true);

    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.With(parameter), isTry: true);

    public IReadOnlyList<TTrigger> GetPermittedTriggers() =>
        [.. PathFrom(Current).SelectMany(at => at.Transitions).Where(MayHold).Select(transition => transition.Trigger).Distinct()];

    public bool CanFire(TTrigger trigger) => chart.GetParameterType(trigger) is null
        ? Find(Current, trigger) is not null
        : PathFrom(Current).SelectMany(at => at.Transitions).Any(transition => transition.Trigger.Equals(trigger) && MayHold(transition));

    public bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        var occurrence = trigger.With(parameter);
        chart.Validate(occurrence);
        return Find(Current, occurrence) is not null;
    }

    private static IEnumerable<DeclaredState<TState, TTrigger>> PathFrom(DeclaredState<TState, TTrigger> state)
    {
        for (var at = state; at is not null; at = at.Superstate)
            yield return at;
    }

    private bool MayHold(DeclaredTransition<TState, TTrigger> transition) => transition.Holds(transition.Trigger, context);

    private DeclaredTransition<TState, TTrigger>? Find(DeclaredState<TState, TTrigger> state, TriggerOccurrence<TTrigger> occurrence)
    {
        foreach (var at in PathFrom(state))
        {
            var transitions = at.Transitions.Where(transition => transition.Trigger.Equals(occurrence.Trigger));
            switch (transitions.Where(transition => transition.Holds(occurrence, context)).ToArray())
            {
                case [var only]:
                    return only;
                case [var one, var other, ..]:
                    throw new AmbiguousTransitionException($"\"{one.GuardText}\" and \"{other.GuardText}\" hold. Exclude one of them.");
            }
        }

        return null;
    }

    private bool Fire(TriggerOccurrence<TTrigger> occurrence, bool isTry)
    {
        chart.Validate(occurrence);
        if (isFiring)
        {
            if (queue.Count >= chart.MaxQueued)
                throw new BacklogFullException($"{queue.Count} triggers are queued. Fire fewer at a time.");
            queue.Enqueue((occurrence, isTry));
            return true;
        }

        isFiring = true;
        try
        {
            var isHandled = Handle(occurrence, isTry);
            while (queue.TryDequeue(out var next))
                Handle(next.Occurrence, next.IsTry);
            return isHandled;
        }
        finally
        {
            queue.Clear();
            isFiring = false;
        }
    }

    private bool Handle(TriggerOccurrence<TTrigger> occurrence, bool isTry)
    {
        var state = Current;
        if (Find(state, occurrence) is { } transition)
        {
            Take(transition, state, occurrence);
            if (deferred.Count > 0 && Current != state)
                Recall();
            return true;
        }

        if (isTry)
            return false;
        observer?.OnUnhandled(this, occurrence.Trigger);
        chart.ApplyUnhandledPolicy(state.State, occurrence.Trigger, context);
        if (chart.DefersUnhandled && deferred.Count >= chart.MaxDeferred)
            throw new BacklogFullException($"{deferred.Count} triggers are deferred. Fire fewer at a time.");
        if (chart.DefersUnhandled)
            deferred.Enqueue(occurrence);
        return false;
    }

    private void Recall()
    {
        var newer = queue.ToArray();
        queue.Clear();
        while (deferred.TryDequeue(out var occurrence))
            queue.Enqueue((occurrence, false));
        foreach (var waiting in newer)
            queue.Enqueue(waiting);
    }

    private void Take(
        DeclaredTransition<TState, TTrigger> transition, DeclaredState<TState, TTrigger> state, TriggerOccurrence<TTrigger> occurrence)
    {
        switch (transition.Kind)
        {
            case TransitionKind.Internal:
                Run(transition.Actions, Step(state, state, occurrence), occurrence);
                break;
            case TransitionKind.Reentry:
                Reenter(transition, state, occurrence);
                break;
            case TransitionKind.Permit when transition.Destination != state:
            case TransitionKind.Dynamic:
                Lead(transition, state, transition.Select(occurrence, context), occurrence);
                break;
        }
    }

    private void Lead(
        DeclaredTransition<TState, TTrigger> transition,
        DeclaredState<TState, TTrigger> state,
        DeclaredState<TState, TTrigger> destination,
        TriggerOccurrence<TTrigger> occurrence)
    {
        var top = state == destination ? state.Superstate : PathFrom(state).Intersect(PathFrom(destination)).FirstOrDefault();
        var step = Step(state, destination, occurrence);
        Exit(state, top, step, occurrence);
        Run(transition.Actions, step, occurrence);
        setState(destination.State);
        observer?.OnTransitioned(step);
        Enter(destination, top, step, occurrence);
        var final = EnterInitials(destination, state, occurrence);
        if (final != destination)
            setState(final.State);
        observer?.OnTransitionCompleted(Step(state, final, occurrence));
    }

    private void Reenter(
        DeclaredTransition<TState, TTrigger> transition, DeclaredState<TState, TTrigger> state, TriggerOccurrence<TTrigger> occurrence)
    {
        var source = transition.Source;
        var step = Step(source, source, occurrence);
        Exit(state, source, Step(state, source, occurrence), occurrence);
        Exit(source, source.Superstate, step, occurrence);
        Run(transition.Actions, step, occurrence);
        observer?.OnTransitioned(step);
        Enter(source, source.Superstate, step, occurrence);
        var final = EnterInitials(source, source, occurrence);
        observer?.OnTransitionCompleted(step);
        setState(final.State);
    }

    private DeclaredState<TState, TTrigger> EnterInitials(
        DeclaredState<TState, TTrigger> state, DeclaredState<TState, TTrigger> source, TriggerOccurrence<TTrigger> occurrence)
    {
        for (; state.InitialSubstate is { } initial; state = initial)
        {
            observer?.OnTransitioned(Step(state, initial, occurrence, isInitial: true));
            Enter(initial, state, Step(source, initial, occurrence, isInitial: true), occurrence);
        }

        return state;
    }

    private static void Exit(
        DeclaredState<TState, TTrigger> state,
        DeclaredState<TState, TTrigger>? top,
        Transition<TState, TTrigger> step,
        TriggerOccurrence<TTrigger> occurrence)
    {
        foreach (var at in PathFrom(state).TakeWhile(at => at != top))
            Run(at.ExitActions, step, occurrence);
    }

    private static void Enter(
        DeclaredState<TState, TTrigger> state,
        DeclaredState<TState, TTrigger>? top,
        Transition<TState, TTrigger> step,
        TriggerOccurrence<TTrigger> occurrence)
    {
        foreach (var at in PathFrom(state).TakeWhile(at => at != top).Reverse())
            Run(at.EntryActions, step, occurrence);
    }

    private static void Run(
        IEnumerable<DeclaredAction<TState, TTrigger>> actions,
        Transition<TState, TTrigger> step,
        TriggerOccurrence<TTrigger> occurrence)
    {
        foreach (var action in actions)
            action.Run(step, occurrence);
    }

    private Transition<TState, TTrigger> Step(
        DeclaredState<TState, TTrigger> source,
        DeclaredState<TState, TTrigger> destination,
        TriggerOccurrence<TTrigger> occurrence,
        bool isInitial = false) =>
        new(source.State, destination.State, occurrence.Trigger, this, context, isInitial);
}
