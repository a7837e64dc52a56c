using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Configures the transition that was declared last, whose trigger carries a parameter, or goes on with its state.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
/// <remarks>Once the chart has been built, every call throws <see cref="InvalidOperationException"/>.</remarks>
public sealed partial class TransitionConfiguration<TState, TTrigger, TParameter> : TransitionConfiguration<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal TransitionConfiguration(StatechartModel<TState, TTrigger> chart, StateModel<TState, TTrigger> state, TransitionModel<TState, TTrigger> transition)
        : base(chart, state, transition)
    {
    }

    /// <summary>Adds a guard; it takes the trigger's parameter.</summary>
    /// <param name="guard">Whether the transition may be taken; evaluated once for each trigger, without effects.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> If(Func<TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(guard);
        Add(new ParameterGuard<TParameter>(guard, text));
        return this;
    }

    /// <summary>Adds a guard; it takes the instance's context and the trigger's parameter.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="guard">Whether the transition may be taken; evaluated once for each trigger, without effects.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> If<TContext>(Func<TContext, TParameter, bool> guard, [CallerArgumentExpression(nameof(guard))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(guard);
        Add(new ContextParameterGuard<TContext, TParameter>(guard, text));
        return this;
    }

    /// <summary>Adds an action of the transition itself; takes the trigger's parameter.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Do(Action<TParameter> action, [CallerArgumentExpression(nameof(action))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(action);
        Add(new ParameterEffect<TState, TTrigger, TParameter>(action, text));
        return this;
    }

    /// <summary>Adds an action of the transition itself; takes the instance's context and the trigger's parameter.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">What a graph or a message calls it; by default its code.</param>
    /// <returns>This transition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger, TParameter> Do<TContext>(Action<TContext, TParameter> action, [CallerArgumentExpression(nameof(action))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(action);
        Add(new ContextParameterEffect<TState, TTrigger, TContext, TParameter>(action, text));
        return this;
    }
}
