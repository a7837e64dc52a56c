using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Adds guards and actions that take the parameter of the trigger to the transition that was declared last.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
/// <remarks>Once the chart has been built, every call throws <see cref="InvalidOperationException"/>.</remarks>
public sealed partial class TransitionConfiguration<TState, TTrigger, TParameter> : TransitionConfiguration<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionConfiguration(
        StatechartModel<TState, TTrigger> chart, StateModel<TState, TTrigger> state, TransitionModel<TState, TTrigger> transition)
        : base(chart, state, transition)
    {
    }

    /// <summary>Adds a guard. The guard takes the trigger's parameter.</summary>
    /// <param name="guard">Returns whether the transition may be taken. Evaluated once for each trigger; must have no side effects.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> If(
        Func<TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        With(Add(Guard.OfParameter(guard, text)));

    /// <summary>Adds a guard. The guard takes the instance's context and the trigger's parameter.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="guard">Returns whether the transition may be taken. Evaluated once for each trigger; must have no side effects.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> If<TContext>(
        Func<TContext, TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        With(Add(Guard.Of(guard, text)));

    /// <summary>Adds an action of the transition. The action takes the trigger's parameter.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Do(
        Action<TParameter> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        With(Add(Effect<TState, TTrigger>.OfParameter(action, text)));

    /// <summary>Adds an action of the transition. The action takes the instance's context and the trigger's parameter.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Do<TContext>(
        Action<TContext, TParameter> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        With(Add(Effect<TState, TTrigger>.OfBoth(action, text)));

    /// <summary>Adds an action of the transition. The action takes the trigger's parameter and the transition.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Do(
        Action<TParameter, Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        With(Add(Effect<TState, TTrigger>.OfParameter(action, text)));

    private static TransitionConfiguration<TState, TTrigger, TParameter> With(TransitionConfiguration<TState, TTrigger> added) =>
        (TransitionConfiguration<TState, TTrigger, TParameter>)added;
}
