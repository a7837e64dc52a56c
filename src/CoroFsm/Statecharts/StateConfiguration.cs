using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Configures a state of a chart: its superstate, and the actions that run when it is entered and left.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// An action or a guard takes nothing, or the instance's context, or the trigger's parameter, or both; an action can also take the
/// transition. Once the chart has been built, every call throws <see cref="InvalidOperationException"/>.
/// </remarks>
public partial class StateConfiguration<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StatechartModel<TState, TTrigger> chart;
    private readonly StateModel<TState, TTrigger> state;

    internal StateConfiguration(StatechartModel<TState, TTrigger> chart, StateModel<TState, TTrigger> state)
    {
        this.chart = chart;
        this.state = state;
    }

    /// <summary>Gets the state.</summary>
    public TState State => state.State;

    /// <summary>Puts the state into a superstate, which handles the triggers that the state does not.</summary>
    /// <param name="superstate">The superstate.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="superstate"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> SubstateOf(TState superstate)
    {
        ArgumentNullException.ThrowIfNull(superstate);
        chart.Get(superstate);
        state.Superstates.Add(superstate);
        return this;
    }

    /// <summary>Sets the substate that is entered after the state itself, when a transition leads to the state.</summary>
    /// <param name="substate">The substate. Starting an instance in the state does not enter it.</param>
    /// <returns>The configuration of the initial transition, which also continues that of the state. <c>Do</c> adds an action that runs
    /// between the entry actions of the two states; <c>Fork</c> names further substates, in other regions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="substate"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> InitialTransition(TState substate)
    {
        var transition = new TransitionModel<TState, TTrigger>(TransitionKind.Permit, State, TransitionCause.Initial)
        {
            Destination = Known(substate),
        };
        state.Initials.Add(transition);
        return new(chart, state, transition);
    }

    /// <summary>Adds an action that runs when the state is entered.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntry(Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntry(new(Effect<TState, TTrigger>.Of(action, text)));

    /// <summary>Adds an action that runs when the state is entered. The action takes the transition.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntry(
        Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntry(new(Effect<TState, TTrigger>.Of(action, text)));

    /// <summary>Adds an action that runs when the state is entered. The action takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntry<TContext>(
        Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntry(new(Effect<TState, TTrigger>.Of(action, text)));

    /// <summary>Adds an action that runs when the state is left.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnExit(Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddExit(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when the state is left. The action takes the transition.</summary>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnExit(
        Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddExit(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when the state is left. The action takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action; several run in the order in which they are added.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnExit<TContext>(
        Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddExit(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when a certain trigger leads into the state.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom(
        TTrigger trigger, Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(trigger, Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when a certain trigger leads into the state. The action takes the transition.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom(
        TTrigger trigger, Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(trigger, Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when a certain trigger leads into the state. The action takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> or <paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TContext>(
        TTrigger trigger, Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(trigger, Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when a certain trigger leads into the state. The action takes the trigger's parameter.</summary>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Action<TParameter> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(Declare(trigger), Effect<TState, TTrigger>.OfParameter(action, text));

    /// <summary>
    /// Adds an action that runs when a certain trigger leads into the state. The action takes the instance's context and the trigger's
    /// parameter.
    /// </summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TParameter">The type of the trigger's parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TContext, TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger,
        Action<TContext, TParameter> action,
        [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddEntryFrom(Declare(trigger), Effect<TState, TTrigger>.OfBoth(action, text));

    private StateConfiguration<TState, TTrigger> AddEntryFrom(TTrigger trigger, Effect<TState, TTrigger> effect)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return AddEntry(new(effect, IsFrom: true, trigger));
    }

    private StateConfiguration<TState, TTrigger> AddEntry(EntryModel<TState, TTrigger> entry)
    {
        chart.Get(State).Entries.Add(entry);
        return this;
    }

    private StateConfiguration<TState, TTrigger> AddExit(Effect<TState, TTrigger> effect)
    {
        chart.Get(State).Exits.Add(effect);
        return this;
    }

    /// <summary>Notes the type of a trigger's parameter.</summary>
    private TTrigger Declare<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger)
    {
        chart.Parameters.Add((trigger.Trigger, ParameterType<TParameter>.Instance));
        return trigger.Trigger;
    }
}
