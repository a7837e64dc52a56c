using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>
/// Transitions with a guard, in the forms of Stateless: short for a transition and <c>If</c>, which takes guards of all forms.
/// </content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Lets a trigger lead to another state if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="trigger"/>, <paramref name="destination"/> or <paramref name="guard"/> is null.
    /// </exception>
    public TransitionConfiguration<TState, TTrigger> PermitIf(
        TTrigger trigger, TState destination, Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Permit(trigger, destination).If(guard, text);

    /// <summary>Lets a trigger lead to another state if a guard holds. The guard takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="destination">The state that it leads to.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitIf<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        TState destination,
        Func<TParameter, bool> guard,
        [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Permit(trigger, destination).If(guard, text);

    /// <summary>Lets a trigger leave the state and enter it again if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitReentryIf(
        TTrigger trigger, Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        PermitReentry(trigger).If(guard, text);

    /// <summary>Lets a trigger leave the state and enter it again if a guard holds. The guard takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitReentryIf<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Func<TParameter, bool> guard,
        [CallerArgumentExpression(nameof(guard))] string text = "") =>
        PermitReentry(trigger).If(guard, text);

    /// <summary>Ignores a trigger if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> IgnoreIf(
        TTrigger trigger, Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Ignore(trigger).If(guard, text);

    /// <summary>Ignores a trigger if a guard holds. The guard takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> IgnoreIf<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Func<TParameter, bool> guard,
        [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Ignore(trigger).If(guard, text);

    /// <summary>Lets a trigger run an action if a guard holds. No state is left or entered.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="trigger"/>, <paramref name="guard"/> or <paramref name="action"/> is null.
    /// </exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransitionIf(
        TTrigger trigger, Func<bool> guard, Action action, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        InternalTransition(trigger, action).If(guard, text);

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired, if a guard holds.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once for each trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="destinations">The states that it may choose, which a graph shows. Default: null (any state of the chart).</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the selector.</param>
    /// <param name="guardText">The name of the guard in graphs and messages. Default: its source code.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="trigger"/>, <paramref name="selector"/> or <paramref name="guard"/> is null.
    /// </exception>
    public TransitionConfiguration<TState, TTrigger> PermitDynamicIf(
        TTrigger trigger,
        Func<TState> selector,
        Func<bool> guard,
        TState[]? destinations = null,
        [CallerArgumentExpression(nameof(selector))] string text = "",
        [CallerArgumentExpression(nameof(guard))] string guardText = "") =>
        PermitDynamic(trigger, selector, destinations, text).If(guard, guardText);
}
