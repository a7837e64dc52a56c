using CoroFsm.Statecharts;
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
    private readonly Statechart<TState, TTrigger> chart;
    private readonly Action<TState> setState;
    private readonly IStatechartObserver<TState, TTrigger>? observer;
    private readonly Dictionary<TTrigger, StateMachine<TState, TTrigger>.TriggerWithParameters<Ticket>> triggers = [];

    /// <summary>The transition whose guard held last, which is the one that is taken.</summary>
    private Taken? taken;

    /// <summary>Whether the observer has been notified of it: further notifications of Stateless are about initial substates.</summary>
    private bool isNotified;

    private readonly Tickets tickets = new();

    internal StatelessInstance(
        Statechart<TState, TTrigger> chart,
        Func<TState> getState,
        Action<TState> setState,
        object? context,
        IStatechartObserver<TState, TTrigger>? observer)
    {
        if (chart.Model.Unhandled is Unhandled.Defer && chart.Model.OnUnhandled is null)
        {
            throw new NotSupportedException(
                "The chart defers unhandled triggers, which Stateless does not support. " +
                "Start it on its own engine, or choose another policy.");
        }

        this.chart = chart;
        this.setState = setState;
        this.observer = observer;
        Context = context;
        Inner = new(getState, SetState);
        foreach (var trigger in chart.Triggers.Keys)
            triggers.Add(trigger, Inner.SetTriggerParameters<Ticket>(trigger));

        new ChartConfigurator<TState, TTrigger>(this).Configure(chart.Model);
        Inner.OnTransitioned(transition =>
        {
            var facts = FactsOf(transition) with { IsInitial = isNotified };
            isNotified = true;
            RunAction(facts);
            observer?.OnTransitioned(new(facts, this, context));
        });
        if (observer is not null)
            Inner.OnTransitionCompleted(transition => observer.OnTransitionCompleted(new(FactsOf(transition), this, context)));
        Inner.OnUnhandledTrigger(Refuse);
    }

    /// <summary>Gets the machine of Stateless, for inspection.</summary>
    public StateMachine<TState, TTrigger> Inner { get; }

    /// <inheritdoc/>
    public TState State => Inner.State;

    /// <inheritdoc/>
    public IReadOnlyList<TTrigger> GetPermittedTriggers() => Ask(() => WrappedMachine<TState, TTrigger>.PermittedBy(Inner));

    internal object? Context { get; }

    /// <inheritdoc/>
    public bool IsIn(TState state) => Inner.IsInState(state);

    /// <inheritdoc/>
    public void Fire(TTrigger trigger) => Fire(trigger, isTry: false);

    /// <inheritdoc/>
    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.Trigger, ArgumentOf(trigger, parameter), isTry: false);

    /// <inheritdoc/>
    public bool TryFire(TTrigger trigger) => Fire(trigger, isTry: true);

    /// <inheritdoc/>
    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.Trigger, ArgumentOf(trigger, parameter), isTry: true);

    /// <inheritdoc/>
    public bool CanFire(TTrigger trigger) => Ask(() => Inner.CanFire(trigger));

    /// <inheritdoc/>
    public bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        ArgumentOf(trigger, parameter) is { } argument
            ? Ask(() => Inner.CanFire(triggers[trigger.Trigger], new Ticket(argument, isTry: true)))
            : CanFire(trigger.Trigger);

    /// <summary>Returns the name of the state.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => State.ToString() ?? "";

    internal StateMachine<TState, TTrigger>.TriggerWithParameters<Ticket> TriggerOf(TTrigger trigger) => triggers[trigger];

    /// <summary>
    /// Evaluates a guard, and records the transition if it may be taken. Stateless takes the last one recorded: it stops at the first state
    /// that has one.
    /// </summary>
    internal bool MayTake(TransitionModel<TState, TTrigger> transition, Guard? guard, Ticket? ticket)
    {
        var argument = ticket?.Argument;
        var holds = tickets.Ask(
            ticket,
            () => guard is null || (guard.TakesParameter && argument is null) || guard.Holds(Context, Open(argument)));
        if (holds)
        {
            taken = new(transition, transition.Destination, argument);
            isNotified = false;
        }

        return holds;
    }

    internal TState Select(TransitionModel<TState, TTrigger> transition, QueuedArgument? argument)
    {
        var destination = transition.Selector!.Select(Context, Open(argument));
        if (chart.StateOf(destination) < 0 || (transition.Destinations.Length > 0 && !transition.Destinations.Contains(destination)))
            throw Decision.Elsewhere(transition, chart, destination);
        taken = new(transition, destination, argument);
        return destination;
    }

    internal void Run(Effect<TState, TTrigger> effect, TransitionFacts<TState, TTrigger> facts, QueuedArgument? argument) =>
        effect.Run(new(this, Context, facts, Open(argument)));

    internal static TransitionFacts<TState, TTrigger> FactsOf(StateMachine<TState, TTrigger>.Transition transition) =>
        new(
            transition.Source,
            transition.Destination,
            transition.Trigger,
            IsInitial: transition.GetType() != typeof(StateMachine<TState, TTrigger>.Transition));

    private static Argument Open(QueuedArgument? argument) => argument is null ? default : argument.Open();

    private QueuedArgument<TParameter>? ArgumentOf<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        if (chart.TriggerOf(trigger.Trigger) is var number && (number < 0 || chart.Parameters[number] is null))
            return null;
        return chart.Parameters[number] is ParameterType<TParameter>
            ? new QueuedArgument<TParameter>(parameter)
            : throw MissingParameter.OfOtherType(trigger.Trigger, chart.Parameters[number]!.Type, typeof(TParameter));
    }

    /// <summary>
    /// Sets the state. Stateless has no actions on transitions: they run before the state is set, or, in a re-entry, before the observer is
    /// notified.
    /// </summary>
    private void SetState(TState state)
    {
        if (taken is { } now)
            RunAction(new(State, now.Destination, now.Transition.Trigger));
        setState(state);
    }

    private void RunAction(TransitionFacts<TState, TTrigger> facts)
    {
        if (taken is not { } now)
            return;

        taken = null;
        foreach (var action in now.Transition.Actions)
            Run(action, facts, now.Argument);
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

    private bool Fire(TTrigger trigger, bool isTry) =>
        chart.TriggerOf(trigger) is var number and >= 0 && chart.Parameters[number] is not null
        ? throw MissingParameter.Of(trigger)
        : Fire(trigger, argument: null, isTry);

    /// <returns>False if the trigger was not handled immediately.</returns>
    private bool Fire(TTrigger trigger, QueuedArgument? argument, bool isTry)
    {
        var ticket = new Ticket(argument, isTry);
        tickets.Add(ticket);
        if (triggers.TryGetValue(trigger, out var known))
            Inner.Fire(known, ticket);
        else
            Inner.Fire(trigger);
        return !ticket.WasRefused;
    }

    private void Refuse(TState state, TTrigger trigger, ICollection<string>? unmetInOutermostState)
    {
        if (tickets.Refuse() is { IsTry: true })
            return;

        observer?.OnUnhandled(this, trigger);
        var (row, column) = (chart.TriggerOf(trigger), chart.StateOf(state));
        var isKnown = row >= 0 && column >= 0;      // a stored state may be unknown to the chart
        var unmet = isKnown ? Decision.UnmetGuards(in chart.Cells[row][column]) : [];
        if (chart.Model.OnUnhandled is { } callback)
            callback(new(state, trigger, unmet, Context));
        else if (chart.Model.Unhandled is Unhandled.Throw)
            throw new UnhandledTriggerException(state, trigger, unmet);
    }

    private sealed record Taken(TransitionModel<TState, TTrigger> Transition, TState Destination, QueuedArgument? Argument);
}
