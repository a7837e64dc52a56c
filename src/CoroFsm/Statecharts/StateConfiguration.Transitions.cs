using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>What the state does with triggers. <c>If</c> and <c>Do</c> add a guard and an action to each transition.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Lets a trigger lead to another state.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="destination"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Permit(TTrigger trigger, TState destination) =>
        Add(new(TransitionKind.Permit, State, NotNull(trigger)) { Destination = Known(destination) });

    /// <summary>Lets a trigger lead to another state.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Permit<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger, TState destination) =>
        Add<TParameter>(new(TransitionKind.Permit, State, Declare(trigger)) { Destination = Known(destination) });

    /// <summary>Lets a trigger leave the state and enter it again, also from a substate.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitReentry(TTrigger trigger) =>
        Add(new(TransitionKind.Reentry, State, NotNull(trigger)));

    /// <summary>Lets a trigger leave the state and enter it again, also from a substate.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitReentry<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger) =>
        Add<TParameter>(new(TransitionKind.Reentry, State, Declare(trigger)));

    /// <summary>Ignores a trigger: superstates do not handle it, and it is not unhandled.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Ignore(TTrigger trigger) =>
        Add(new(TransitionKind.Ignore, State, NotNull(trigger)));

    /// <summary>Ignores a trigger: superstates do not handle it, and it is not unhandled.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    public TransitionConfiguration<TState, TTrigger, TParameter> Ignore<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger) =>
        Add<TParameter>(new(TransitionKind.Ignore, State, Declare(trigger)));

    /// <summary>Lets a trigger run an action. No state is left or entered.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition(
        TTrigger trigger, Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, NotNull(trigger))).Do(action, text);

    /// <summary>Lets a trigger run an action. No state is left or entered. The action takes the transition.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition(
        TTrigger trigger, Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, NotNull(trigger))).Do(action, text);

    /// <summary>Lets a trigger run an action. No state is left or entered. The action takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TContext>(
        TTrigger trigger, Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, NotNull(trigger))).Do(action, text);

    /// <summary>Lets a trigger run an action. No state is left or entered. The action takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Action<TParameter> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add<TParameter>(new(TransitionKind.Internal, State, Declare(trigger))).Do(action, text);

    /// <summary>
    /// Lets a trigger run an action. No state is left or entered. The action takes the instance's context and the trigger's parameter.
    /// </summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TContext, TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Action<TContext, TParameter> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add<TParameter>(new(TransitionKind.Internal, State, Declare(trigger))).Do(action, text);

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

    private static TTrigger NotNull(TTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return trigger;
    }

    /// <summary>Makes sure that the chart has a state: what is named as a destination is a state of the chart.</summary>
    private protected TState Known(TState destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        chart.Get(destination);
        return destination;
    }
}
