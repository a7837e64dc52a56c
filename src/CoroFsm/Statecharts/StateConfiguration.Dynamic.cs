using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Transitions whose destination is chosen when they are taken.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Lets a trigger lead to a state that is chosen when it is fired.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once for each trigger. The current state is left and entered again.</param>
    /// <param name="destinations">The states that it may choose, which a graph shows. Default: null (any state of the chart).</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the selector.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitDynamic(
        TTrigger trigger,
        Func<TState> selector,
        TState[]? destinations = null,
        [CallerArgumentExpression(nameof(selector))] string text = "") =>
        Add(Dynamic(NotNull(trigger), Selector<TState>.Of(selector, text), destinations));

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired. The selector takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once for each trigger. The current state is left and entered again.</param>
    /// <param name="destinations">The states that it may choose, which a graph shows. Default: null (any state of the chart).</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the selector.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitDynamic<TContext>(
        TTrigger trigger,
        Func<TContext, TState> selector,
        TState[]? destinations = null,
        [CallerArgumentExpression(nameof(selector))] string text = "") =>
        Add(Dynamic(NotNull(trigger), Selector<TState>.Of(selector, text), destinations));

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired. The selector takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once for each trigger. The current state is left and entered again.</param>
    /// <param name="destinations">The states that it may choose, which a graph shows. Default: null (any state of the chart).</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the selector.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitDynamic<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Func<TParameter, TState> selector,
        TState[]? destinations = null,
        [CallerArgumentExpression(nameof(selector))] string text = "") =>
        Add<TParameter>(Dynamic(Declare(trigger), Selector<TState>.OfParameter(selector, text), destinations));

    /// <summary>
    /// Lets a trigger lead to a state that is chosen when it is fired. The selector takes the instance's context and the trigger's
    /// parameter.
    /// </summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once for each trigger. The current state is left and entered again.</param>
    /// <param name="destinations">The states that it may choose, which a graph shows. Default: null (any state of the chart).</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the selector.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitDynamic<TContext, TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Func<TContext, TParameter, TState> selector,
        TState[]? destinations = null,
        [CallerArgumentExpression(nameof(selector))] string text = "") =>
        Add<TParameter>(Dynamic(Declare(trigger), Selector<TState>.Of(selector, text), destinations));

    private TransitionModel<TState, TTrigger> Dynamic(TTrigger trigger, Selector<TState> selector, TState[]? destinations) =>
        new(TransitionKind.Dynamic, State, trigger) { Selector = selector, Destinations = [.. (destinations ?? []).Select(Known)] };
}
