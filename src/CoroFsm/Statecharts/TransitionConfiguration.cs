using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Adds a guard and an action to the transition that was declared last, or continues the configuration of its state.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>Once the chart has been built, every call throws <see cref="InvalidOperationException"/>.</remarks>
public partial class TransitionConfiguration<TState, TTrigger> : StateConfiguration<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StatechartModel<TState, TTrigger> chart;
    private readonly TransitionModel<TState, TTrigger> transition;

    internal TransitionConfiguration(
        StatechartModel<TState, TTrigger> chart, StateModel<TState, TTrigger> state, TransitionModel<TState, TTrigger> transition)
        : base(chart, state)
    {
        this.chart = chart;
        this.transition = transition;
    }

    /// <summary>Adds a guard. Guards of one state and trigger must exclude each other; several of one transition must all hold.</summary>
    /// <param name="guard">Returns whether the transition may be taken. Evaluated once for each trigger; must have no side effects.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> If(Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Add(Guard.Of(guard, text));

    /// <summary>Adds a guard. The guard takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="guard">Returns whether the transition may be taken. Evaluated once for each trigger; must have no side effects.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the guard.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> If<TContext>(
        Func<TContext, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "") =>
        Add(Guard.Of(guard, text));

    /// <summary>Adds an action of the transition. It runs after all exit actions and before the state is set.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do(Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action of the transition. The action takes the transition.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do(
        Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action of the transition. The action takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do<TContext>(
        Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action of the transition. The action takes the instance's context and the transition.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do<TContext>(
        Action<TContext, Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        Add(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>
    /// Makes the transition leave its source even if the destination is within it (UML: an external transition; SCXML:
    /// <c>type="external"</c>). Without this, such a transition is local.
    /// </summary>
    /// <returns>This configuration.</returns>
    public TransitionConfiguration<TState, TTrigger> Reenter()
    {
        chart.Get(State);
        transition.IsExternal = true;
        return this;
    }

    /// <summary>Adds destinations in other regions (UML: a fork; SCXML: several targets).</summary>
    /// <param name="destinations">The destinations. No two of a transition may exclude each other.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destinations"/> contains null.</exception>
    public TransitionConfiguration<TState, TTrigger> Fork(params ReadOnlySpan<TState> destinations)
    {
        foreach (var destination in destinations)
            transition.Forks.Add(Known(destination));
        return this;
    }

    private protected TransitionConfiguration<TState, TTrigger> Add(Guard guard)
    {
        chart.Get(State);
        transition.Guards.Add(guard);
        return this;
    }

    private protected TransitionConfiguration<TState, TTrigger> Add(Effect<TState, TTrigger> action)
    {
        chart.Get(State);
        transition.Actions.Add(action);
        return this;
    }
}
