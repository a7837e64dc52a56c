using CoroFsm.Statecharts;
using CoroFsm.Statecharts.Backends;
using Stateless;

namespace CoroFsm.Stateless;

/// <summary>Represents a chart that runs on a machine of Stateless.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// <para>
/// Differs from an instance on the CoroFsm engine where Stateless does: guards are evaluated again for internal transitions; after an
/// exception the queue is kept and processed before the next trigger, so that no observer is notified of dropped triggers; the queue is
/// unbounded, whatever the chart specifies; an initial substate that contains the state that was left is not entered again; ambiguous
/// guards throw a plain <see cref="InvalidOperationException"/>.
/// </para>
/// <para>Not thread-safe.</para>
/// </remarks>
public sealed class StatelessInstance<TState, TTrigger> : IStateMachine<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly DeclaredChart<TState, TTrigger> chart;
    private readonly Action<TState> setState;
    private readonly object? context;
    private readonly IStatechartObserver<TState, TTrigger>? observer;
    private readonly Dictionary<TTrigger, StateMachine<TState, TTrigger>.TriggerWithParameters<Ticket<TTrigger>>> triggers = [];

    /// <summary>The transition whose guard held last, which is the one that is taken.</summary>
    private Taken? taken;

    /// <summary>Whether the observer has been notified of it: further notifications of Stateless are about initial substates.</summary>
    private bool isNotified;

    private readonly Tickets<TTrigger> tickets = new();

    internal StatelessInstance(
        DeclaredChart<TState, TTrigger> chart,
        Func<TState> getState,
        Action<TState> setState,
        object? context,
        IStatechartObserver<TState, TTrigger>? observer)
    {
        RefuseExtensions(chart);
        this.chart = chart;
        this.setState = setState;
        this.observer = observer;
        this.context = context;
        Inner = new(getState, SetState);
        foreach (var trigger in chart.Triggers)
            triggers.Add(trigger, Inner.SetTriggerParameters<Ticket<TTrigger>>(trigger));

        new ChartConfigurator<TState, TTrigger>(this).Configure(chart);
        Inner.OnTransitioned(transition =>
        {
            Transition<TState, TTrigger> now = new(
                transition.Source, transition.Destination, transition.Trigger, this, context, isInitial: isNotified);
            isNotified = true;
            RunActions(now);
            observer?.OnTransitioned(now);
        });
        if (observer is not null)
            Inner.OnTransitionCompleted(transition => observer.OnTransitionCompleted(TransitionOf(transition)));
        Inner.OnUnhandledTrigger(Refuse);
    }

    /// <summary>Gets the machine of Stateless, for inspection.</summary>
    public StateMachine<TState, TTrigger> Inner { get; }

    /// <inheritdoc/>
    public TState State => Inner.State;

    /// <inheritdoc/>
    public IReadOnlyList<TTrigger> GetPermittedTriggers() => Ask(() => WrappedMachine<TState, TTrigger>.PermittedBy(Inner));

    /// <inheritdoc/>
    public IReadOnlyList<PermittedTrigger<TTrigger>> GetDetailedPermittedTriggers() =>
        [.. GetPermittedTriggers().Select(trigger => new PermittedTrigger<TTrigger>(trigger, chart.GetParameterType(trigger)))];

    /// <inheritdoc/>
    public bool IsIn(TState state) => Inner.IsInState(state);

    /// <inheritdoc/>
    public void Fire(TTrigger trigger) => Fire(new TriggerOccurrence<TTrigger>(trigger), isTry: false);

    /// <inheritdoc/>
    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.With(parameter), isTry: false);

    /// <inheritdoc/>
    public bool TryFire(TTrigger trigger) => Fire(new TriggerOccurrence<TTrigger>(trigger), isTry: true);

    /// <inheritdoc/>
    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.With(parameter), isTry: true);

    /// <inheritdoc/>
    public bool CanFire(TTrigger trigger) =>
        chart.GetParameterType(trigger) is null ? Ask(() => Inner.CanFire(trigger)) : MayFire(trigger);

    /// <inheritdoc/>
    public bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        var occurrence = trigger.With(parameter);
        chart.Validate(occurrence);
        return triggers.TryGetValue(trigger.Trigger, out var known)
            ? Ask(() => Inner.CanFire(known, new Ticket<TTrigger>(occurrence, isTry: true)))
            : CanFire(trigger.Trigger);
    }

    /// <summary>Returns the name of the state.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => State.ToString() ?? "";

    internal StateMachine<TState, TTrigger>.TriggerWithParameters<Ticket<TTrigger>> TriggerOf(TTrigger trigger) => triggers[trigger];

    /// <summary>
    /// Evaluates a guard, and records the transition if it may be taken. Stateless takes the last one recorded: it stops at the first state
    /// that has one.
    /// </summary>
    internal bool MayTake(DeclaredTransition<TState, TTrigger> transition, Ticket<TTrigger>? ticket)
    {
        var holds = tickets.Ask(ticket, () => transition.Holds(OccurrenceOf(transition, ticket), context));
        if (holds)
        {
            taken = new(transition, ticket);
            isNotified = false;
        }

        return holds;
    }

    internal TState Select(DeclaredTransition<TState, TTrigger> transition, Ticket<TTrigger>? ticket)
    {
        var destination = transition.Select(OccurrenceOf(transition, ticket), context);
        taken = new(transition, ticket);
        return destination.State;
    }

    internal Transition<TState, TTrigger> TransitionOf(StateMachine<TState, TTrigger>.Transition transition) =>
        new(
            transition.Source,
            transition.Destination,
            transition.Trigger,
            this,
            context,
            isInitial: transition.GetType() != typeof(StateMachine<TState, TTrigger>.Transition));

    /// <summary>Refuses a chart with parts that Stateless does not have, and names all of them.</summary>
    private static void RefuseExtensions(DeclaredChart<TState, TTrigger> chart)
    {
        string[] parts = [.. chart.Extensions, .. chart.DefersUnhandled ? ["unhandled triggers are deferred"] : Array.Empty<string>()];
        if (parts.Length > 0)
            throw new NotSupportedException(
                $"Stateless cannot run this chart: {string.Join("; ", parts)}. "
                + "Start the chart on its own engine, or remove these parts.");
    }

    private static TriggerOccurrence<TTrigger> OccurrenceOf(
        DeclaredTransition<TState, TTrigger> transition, Ticket<TTrigger>? ticket) =>
        ticket?.Occurrence ?? new TriggerOccurrence<TTrigger>(transition.Trigger);

    /// <summary>
    /// Sets the state. Stateless has no actions on transitions: they run before the state is set, or, in a re-entry, before the observer is
    /// notified.
    /// </summary>
    private void SetState(TState state)
    {
        if (taken is { } now)
            RunActions(new(State, state, now.Transition.Trigger, this, context));
        setState(state);
    }

    private void RunActions(Transition<TState, TTrigger> transition)
    {
        if (taken is not { } now)
            return;

        taken = null;
        foreach (var action in now.Transition.Actions)
            action.Run(transition, OccurrenceOf(now.Transition, now.Ticket));
    }

    /// <summary>
    /// Returns whether a trigger is handled, whatever its parameter. Several of its guards may count as satisfied, which Stateless refuses.
    /// </summary>
    private bool MayFire(TTrigger trigger)
    {
        for (var at = chart.Find(State); at is not null; at = at.Superstate)
        {
            if (at.Transitions.Any(transition => transition.Trigger.Equals(trigger) && transition.Holds(trigger, context)))
                return true;
        }

        return false;
    }

    /// <summary>Evaluates a query that may come from an action, without changing the transition that is being taken.</summary>
    private TAnswer Ask<TAnswer>(Func<TAnswer> question)
    {
        var before = (taken, isNotified);
        try
        {
            return question();
        }
        finally
        {
            (taken, isNotified) = before;
        }
    }

    /// <returns>False if the trigger was not handled immediately.</returns>
    private bool Fire(TriggerOccurrence<TTrigger> occurrence, bool isTry)
    {
        chart.Validate(occurrence);
        var ticket = new Ticket<TTrigger>(occurrence, isTry);
        tickets.Add(ticket);
        if (triggers.TryGetValue(occurrence.Trigger, out var known))
            Inner.Fire(known, ticket);
        else
            Inner.Fire(occurrence.Trigger);
        return !ticket.WasRefused;
    }

    private void Refuse(TState state, TTrigger trigger, ICollection<string>? unmetInOutermostState)
    {
        if (tickets.Refuse() is { IsTry: true })
            return;

        observer?.OnUnhandled(this, trigger);
        chart.ApplyUnhandledPolicy(state, trigger, context);
    }

    private sealed record Taken(DeclaredTransition<TState, TTrigger> Transition, Ticket<TTrigger>? Ticket);
}
