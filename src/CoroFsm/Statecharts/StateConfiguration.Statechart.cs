using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Regions, final states, history, and transitions that no trigger causes.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Makes the substates regions: all are active while the state is (UML: orthogonal regions; SCXML: <c>parallel</c>).</summary>
    /// <returns>This configuration.</returns>
    public StateConfiguration<TState, TTrigger> Parallel()
    {
        chart.Get(State).IsParallel = true;
        return this;
    }

    /// <summary>
    /// Makes the state final: entering it completes its superstate, or, if it has none, the machine (UML, SCXML: <c>final</c>).
    /// </summary>
    /// <returns>This configuration.</returns>
    /// <remarks>
    /// A parallel state completes when all its regions have completed. A final state has no transitions, no substates and no work.
    /// </remarks>
    public StateConfiguration<TState, TTrigger> Final()
    {
        chart.Get(State).IsFinal = true;
        return this;
    }

    /// <summary>
    /// Makes the state a history pseudo-state: a transition to it leads to the substates of another state that were active when that state
    /// was left last, and the first time to its initial substates.
    /// </summary>
    /// <param name="state">The state whose substates it recalls. The pseudo-state becomes its substate.</param>
    /// <param name="history">What it recalls.</param>
    /// <returns>The configuration of the transition that is taken the first time; <c>Do</c> adds an action to it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> HistoryOf(TState state, History history) => AddHistory(state, history, state);

    /// <summary>
    /// Makes the state a history pseudo-state: a transition to it leads to the substates of another state that were active when that state
    /// was left last.
    /// </summary>
    /// <param name="state">The state whose substates it recalls. The pseudo-state becomes its substate.</param>
    /// <param name="history">What it recalls.</param>
    /// <param name="otherwise">The state to enter the first time: a substate of <paramref name="state"/>, or that state itself for its
    /// initial substates.</param>
    /// <returns>The configuration of the transition that is taken the first time; <c>Do</c> adds an action to it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> or <paramref name="otherwise"/> is null.</exception>
    public TransitionConfiguration<TState, TTrigger> HistoryOf(TState state, History history, TState otherwise) =>
        AddHistory(state, history, Known(otherwise));

    /// <summary>Adds a transition that is taken as soon as its guard holds, without a trigger (SCXML: an eventless transition).</summary>
    /// <param name="destination">The state to go to.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <remarks>
    /// Guards are evaluated after each transition, before the next trigger. Of several transitions of a state, the first one that is
    /// declared and whose guard holds is taken.
    /// </remarks>
    public TransitionConfiguration<TState, TTrigger> PermitAlways(TState destination) =>
        Add(new(TransitionKind.Permit, State, TransitionCause.Always) { Destination = Known(destination) });

    /// <summary>
    /// Adds a transition that is taken as soon as its guard holds, and leaves no state. Its action must make the guard false.
    /// </summary>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    public TransitionConfiguration<TState, TTrigger> PermitAlways() =>
        Add(new(TransitionKind.Internal, State, TransitionCause.Always));

    /// <summary>
    /// Adds a transition that is taken when the state completes: a final substate is entered, or all regions have completed.
    /// </summary>
    /// <param name="destination">The state to go to.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <remarks>
    /// The completion is an internal trigger, which is handled after those that were raised before it. Of several such transitions, the
    /// first one that is declared and whose guard holds is taken.
    /// </remarks>
    public TransitionConfiguration<TState, TTrigger> PermitCompleted(TState destination) =>
        Add(new(TransitionKind.Permit, State, TransitionCause.Completed) { Destination = Known(destination) });

    /// <summary>Adds a transition that is taken when the state has been active for a certain time.</summary>
    /// <param name="delay">The time since the state was entered, measured by the instance's <see cref="TimeProvider"/>.</param>
    /// <param name="destination">The state to go to.</param>
    /// <returns>The configuration of the transition, which also continues that of the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative, or over 49 days.</exception>
    /// <remarks>If the guard does not hold when the time is over, nothing happens until the state is entered again.</remarks>
    public TransitionConfiguration<TState, TTrigger> PermitAfter(TimeSpan delay, TState destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(49));
        return Add(new(TransitionKind.Permit, State, TransitionCause.Timer) { Destination = Known(destination), Delay = delay });
    }

    /// <summary>Adds an action that runs when the state completes: after the entry actions of the final substate.</summary>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnCompleted(Action action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddCompletion(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when the state completes. The action takes the transition that completed it.</summary>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnCompleted(
        Action<Transition<TState, TTrigger>> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddCompletion(Effect<TState, TTrigger>.Of(action, text));

    /// <summary>Adds an action that runs when the state completes. The action takes the instance's context.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="action">The action.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code of the action.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> OnCompleted<TContext>(
        Action<TContext> action, [CallerArgumentExpression(nameof(action))] string text = "") =>
        AddCompletion(Effect<TState, TTrigger>.Of(action, text));

    private StateConfiguration<TState, TTrigger> AddCompletion(Effect<TState, TTrigger> effect)
    {
        chart.Get(State).Completions.Add(effect);
        return this;
    }

    private TransitionConfiguration<TState, TTrigger> AddHistory(TState of, History history, TState otherwise)
    {
        var transition = new TransitionModel<TState, TTrigger>(TransitionKind.Permit, State, TransitionCause.Initial)
        {
            Destination = otherwise,
        };
        SubstateOf(of);
        state.Histories.Add(new(of, history, transition));
        return new(chart, state, transition);
    }
}
