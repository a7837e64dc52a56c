using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Configures the transition that was declared last, or goes on with its state.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>Once the chart has been built, every call throws <see cref="InvalidOperationException"/>.</remarks>
public partial class TransitionConfiguration<TState, TTrigger> : StateConfiguration<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StatechartModel<TState, TTrigger> chart;
    private readonly TransitionModel<TState, TTrigger> transition;

    internal TransitionConfiguration(StatechartModel<TState, TTrigger> chart, StateModel<TState, TTrigger> state, TransitionModel<TState, TTrigger> transition)
        : base(chart, state)
    {
        this.chart = chart;
        this.transition = transition;
    }

    /// <summary>Adds a guard. Guards of one state and trigger must exclude each other; several of one transition must all hold.</summary>
    /// <param name="guard">Whether the transition may be taken; evaluated once for each trigger, without effects.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> If(Func<bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(guard);
        Add(new PlainGuard(guard, text));
        return this;
    }

    /// <summary>Adds a guard; it takes the instance's context. Guards of one state and trigger must exclude each other; several of one transition must all hold.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="guard">Whether the transition may be taken; evaluated once for each trigger, without effects.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> If<TContext>(Func<TContext, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(guard);
        Add(new ContextGuard<TContext>(guard, text));
        return this;
    }

    /// <summary>Adds an action of the transition itself. It runs when all exit actions have run and before the state is set; that of an internal transition is all there is.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do(Action action, [CallerArgumentExpression(nameof(action))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(action);
        Add(new PlainEffect<TState, TTrigger>(action, text));
        return this;
    }

    /// <summary>Adds an action of the transition itself; takes the transition. It runs when all exit actions have run and before the state is set; that of an internal transition is all there is.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do(Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(action);
        Add(new TransitionEffect<TState, TTrigger>(action, text));
        return this;
    }

    /// <summary>Adds an action of the transition itself; takes the instance's context. It runs when all exit actions have run and before the state is set; that of an internal transition is all there is.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> Do<TContext>(Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(action);
        Add(new ContextEffect<TState, TTrigger, TContext>(action, text));
        return this;
    }

    private protected void Add(Guard guard)
    {
        chart.Get(State);
        transition.Guards.Add(guard);
    }

    private protected void Add(Effect<TState, TTrigger> action)
    {
        chart.Get(State);
        transition.Actions.Add(action);
    }
}
