using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>What the state does with triggers.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Lets a trigger lead to another state.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="destination"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Permit(TTrigger trigger, TState destination)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(destination);
        chart.Get(destination);
        return Add(new(TransitionKind.Permit, State, trigger) { Destination = destination });
    }

    /// <summary>Lets a trigger with a parameter lead to another state.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Permit<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TState destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        chart.Get(destination);
        return Add<TParameter>(new(TransitionKind.Permit, State, Declare(trigger)) { Destination = destination });
    }

    /// <summary>Has the state left and entered again at a trigger, also from a substate.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitReentry(TTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Add(new(TransitionKind.Reentry, State, trigger));
    }

    /// <summary>Has the state left and entered again at a trigger with a parameter, also from a substate.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitReentry<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger)
    {
        return Add<TParameter>(new(TransitionKind.Reentry, State, Declare(trigger)));
    }

    /// <summary>Does nothing at a trigger, and keeps it from superstates and from being unhandled.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Ignore(TTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Add(new(TransitionKind.Ignore, State, trigger));
    }

    /// <summary>Does nothing at a trigger with a parameter, and keeps it from superstates and from being unhandled.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    public TransitionConfiguration<TState, TTrigger, TParameter> Ignore<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger)
    {
        return Add<TParameter>(new(TransitionKind.Ignore, State, Declare(trigger)));
    }

    /// <summary>Lets a trigger lead to another state if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="destination"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitIf(TTrigger trigger, TState destination, Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Permit(trigger, destination).If(guard, text);

    /// <summary>Lets a trigger lead to another state if a guard holds.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="destination"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitIf<TContext>(TTrigger trigger, TState destination, Func<TContext, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Permit(trigger, destination).If(guard, text);

    /// <summary>Lets a trigger with a parameter lead to another state if a guard holds.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitIf<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TState destination, Func<TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Permit(trigger, destination).If(guard, text);

    /// <summary>Lets a trigger with a parameter lead to another state if a guard holds.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitIf<TContext, TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TState destination, Func<TContext, TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Permit(trigger, destination).If(guard, text);

    /// <summary>Has the state left and entered again at a trigger if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitReentryIf(TTrigger trigger, Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        PermitReentry(trigger).If(guard, text);

    /// <summary>Has the state left and entered again at a trigger if a guard holds.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitReentryIf<TContext>(TTrigger trigger, Func<TContext, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        PermitReentry(trigger).If(guard, text);

    /// <summary>Has the state left and entered again at a trigger with a parameter if a guard holds.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitReentryIf<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        PermitReentry(trigger).If(guard, text);

    /// <summary>Has the state left and entered again at a trigger with a parameter if a guard holds.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitReentryIf<TContext, TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Func<TContext, TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        PermitReentry(trigger).If(guard, text);

    /// <summary>Does nothing at a trigger if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> IgnoreIf(TTrigger trigger, Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Ignore(trigger).If(guard, text);

    /// <summary>Does nothing at a trigger if a guard holds.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> IgnoreIf<TContext>(TTrigger trigger, Func<TContext, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Ignore(trigger).If(guard, text);

    /// <summary>Does nothing at a trigger with a parameter if a guard holds.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> IgnoreIf<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Ignore(trigger).If(guard, text);

    /// <summary>Does nothing at a trigger with a parameter if a guard holds.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> IgnoreIf<TContext, TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Func<TContext, TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Ignore(trigger).If(guard, text);

    private TransitionConfiguration<TState, TTrigger> Add(TransitionModel<TState, TTrigger> transition)
    {
        chart.Get(State).Transitions.Add(transition);
        return new(chart, state, transition);
    }

    private TransitionConfiguration<TState, TTrigger, TParameter> Add<TParameter>(TransitionModel<TState, TTrigger> transition)
    {
        chart.Get(State).Transitions.Add(transition);
        return new(chart, state, transition);
    }
}
