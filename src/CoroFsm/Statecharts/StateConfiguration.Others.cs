using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>What the state does with triggers without leaving, and transitions whose destination is found when they are taken.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Runs an action at a trigger, and stays: nothing is left or entered.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition(TTrigger trigger, Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, trigger)).Do(action, text);

    /// <summary>Runs an action at a trigger, and stays: nothing is left or entered; takes the transition.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition(TTrigger trigger, Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, trigger)).Do(action, text);

    /// <summary>Runs an action at a trigger, and stays: nothing is left or entered; takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TContext>(TTrigger trigger, Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(new(TransitionKind.Internal, State, trigger)).Do(action, text);

    /// <summary>Runs an action at a trigger, and stays: nothing is left or entered; takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Action<TParameter> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add<TParameter>(new(TransitionKind.Internal, State, Declare(trigger))).Do(action, text);

    /// <summary>Runs an action at a trigger, and stays: nothing is left or entered; takes the instance's context and the trigger's parameter.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TContext, TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Action<TContext, TParameter> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add<TParameter>(new(TransitionKind.Internal, State, Declare(trigger))).Do(action, text);

    /// <summary>Runs an action at a trigger if a guard holds, and stays. For guards and actions that take something: <see cref="InternalTransition(TTrigger, Action, string)"/> and <c>If</c>.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">What a graph or a message calls the guard; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="guard"/> or <paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InternalTransitionIf(TTrigger trigger, Func<bool> guard, Action action, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        InternalTransition(trigger, action).If(guard, text);

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired. Leading to the current state, it leaves and enters it.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once.</param>
    /// <param name="destinations">The states that it may choose, which a graph then shows; null or empty: any state of the chart. Another one is an <see cref="InvalidOperationException"/> when the trigger is fired.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitDynamic(TTrigger trigger, Func<TState> selector, TState[]? destinations = null, [CallerArgumentExpression(nameof(selector))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(selector);
        return Add(new(TransitionKind.Dynamic, State, trigger) { Selector = new PlainSelector<TState>(selector, text), Destinations = Known(destinations) });
    }

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired; the selector takes the instance's context. Leading to the current state, it leaves and enters it.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once.</param>
    /// <param name="destinations">The states that it may choose, which a graph then shows; null or empty: any state of the chart. Another one is an <see cref="InvalidOperationException"/> when the trigger is fired.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitDynamic<TContext>(TTrigger trigger, Func<TContext, TState> selector, TState[]? destinations = null, [CallerArgumentExpression(nameof(selector))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(selector);
        return Add(new(TransitionKind.Dynamic, State, trigger) { Selector = new ContextSelector<TState, TContext>(selector, text), Destinations = Known(destinations) });
    }

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired; the selector takes the trigger's parameter. Leading to the current state, it leaves and enters it.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once.</param>
    /// <param name="destinations">The states that it may choose, which a graph then shows; null or empty: any state of the chart. Another one is an <see cref="InvalidOperationException"/> when the trigger is fired.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitDynamic<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, TState> selector, TState[]? destinations = null, [CallerArgumentExpression(nameof(selector))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Add<TParameter>(new(TransitionKind.Dynamic, State, Declare(trigger)) { Selector = new ParameterSelector<TState, TParameter>(selector, text), Destinations = Known(destinations) });
    }

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired; the selector takes the instance's context and the trigger's parameter. Leading to the current state, it leaves and enters it.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination; called once.</param>
    /// <param name="destinations">The states that it may choose, which a graph then shows; null or empty: any state of the chart. Another one is an <see cref="InvalidOperationException"/> when the trigger is fired.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> PermitDynamic<TContext, TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, Func<TContext, TParameter, TState> selector, TState[]? destinations = null, [CallerArgumentExpression(nameof(selector))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Add<TParameter>(new(TransitionKind.Dynamic, State, Declare(trigger)) { Selector = new ContextParameterSelector<TState, TContext, TParameter>(selector, text), Destinations = Known(destinations) });
    }

    /// <summary>Lets a trigger lead to a state that is chosen when it is fired, if a guard holds. For guards and selectors that take something: <c>PermitDynamic</c> and <c>If</c>.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="selector">Chooses the destination.</param>
    /// <param name="guard">Whether the transition may be taken.</param>
    /// <param name="destinations">The states that it may choose; null: any state of the chart.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <param name="guardText">What a graph or a message calls the guard; by default its code.</param>
    /// <returns>The transition, for its guard and action; and the state, to go on with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="selector"/> or <paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> PermitDynamicIf(TTrigger trigger, Func<TState> selector, Func<bool> guard, TState[]? destinations = null, [CallerArgumentExpression(nameof(selector))] string text = "", [CallerArgumentExpression(nameof(guard))] string guardText = "") =>
        PermitDynamic(trigger, selector, destinations, text).If(guard, guardText);

    private TState[] Known(TState[]? destinations)
    {
        foreach (var destination in destinations ??= [])
            chart.Get(destination);
        return [.. destinations];
    }
}
