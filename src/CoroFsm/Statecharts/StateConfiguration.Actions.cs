using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Actions that take the transition together with the instance's context or with the trigger's parameter.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Adds an action that runs when the state is entered. The action takes the instance's context and the transition.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntry<TContext>(
        Action<TContext, Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntry(new(Effect<TState, TTrigger>.Of(action, text)));

    /// <summary>Adds an action that runs when the state is left. The action takes the instance's context and the transition.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnExit<TContext>(
        Action<TContext, Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddExit(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when the state completes. The action takes the instance's context and the transition.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnCompleted<TContext>(
        Action<TContext, Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddCompletion(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>
    /// Adds an action that runs when a certain trigger leads into the state.
    /// The action takes the instance's context and the transition.
    /// </summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TContext>(
        TTrigger trigger,
        Action<TContext, Transition<TState, TTrigger>> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(trigger, Effect<TState, TTrigger>.Of(action, text));

    /// <summary>
    /// Adds an action that runs when a certain trigger leads into the state.
    /// The action takes the trigger's parameter and the transition.
    /// </summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Action<TParameter, Transition<TState, TTrigger>> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(Declare(trigger), Effect<TState, TTrigger>.OfParameter(action, text));

    /// <summary>
    /// Lets a trigger run an action. No state is left or entered.
    /// The action takes the instance's context and the transition.
    /// </summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TContext>(
        TTrigger trigger,
        Action<TContext, Transition<TState, TTrigger>> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, NotNull(trigger))).Do(action, text);

    /// <summary>
    /// Lets a trigger run an action. No state is left or entered.
    /// The action takes the trigger's parameter and the transition.
    /// </summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Action<TParameter, Transition<TState, TTrigger>> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add<TParameter>(new(TransitionKind.Internal, State, Declare(trigger))).Do(action, text);
}
