namespace CoroFsm.Statecharts;

/// <summary>Builds a chart, in the vocabulary of the Stateless library.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// Guards, actions and selectors take nothing, the context of the instance, the trigger's parameter, or both, the context first; actions
/// can also take the transition. The type of a context has to be written, because the compiler cannot infer it: <c>(Phone phone) =>
/// …</c>.
/// </remarks>
public sealed partial class StatechartBuilder<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StatechartModel<TState, TTrigger> model = new();

    /// <summary>
    /// Gets or sets the maximum number of triggers that are queued while one is handled. Default: 1,048,576. Beyond it, <c>Fire</c>
    /// throws <see cref="BacklogFullException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <exception cref="InvalidOperationException">Set when the chart has been built.</exception>
    public int MaxQueued
    {
        get => model.MaxQueued;
        set => model.MaxQueued = Limit(value);
    }

    /// <summary>
    /// Gets or sets the maximum number of triggers that are deferred at a time. Default: 1,024. Beyond it, <c>Fire</c> throws
    /// <see cref="BacklogFullException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <exception cref="InvalidOperationException">Set when the chart has been built.</exception>
    public int MaxDeferred
    {
        get => model.MaxDeferred;
        set => model.MaxDeferred = Limit(value);
    }

    /// <summary>
    /// Gets or sets a value indicating whether each call of <c>Fire</c> claims its instance for its thread, so that a second thread always
    /// gets a <see cref="MachineBusyException"/>. Costs an atomic operation for each trigger. Default: false (a second thread is detected
    /// only while an action, a guard or a selector runs).
    /// </summary>
    /// <exception cref="InvalidOperationException">Set when the chart has been built.</exception>
    public bool ChecksThread
    {
        get => model.ChecksThread;
        set
        {
            model.ThrowIfBuilt();
            model.ChecksThread = value;
        }
    }

    /// <summary>
    /// Gets or sets the maximum number of transitions in a row without a trigger from outside: those that are always permitted, and those
    /// that raised triggers cause. Default: 10,000. Beyond it, the call throws <see cref="EndlessTransitionsException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <exception cref="InvalidOperationException">Set when the chart has been built.</exception>
    public int MaxMicrosteps
    {
        get => model.MaxMicrosteps;
        set => model.MaxMicrosteps = Limit(value);
    }

    /// <summary>
    /// Gets or sets the state from which the states that a transition leaves are counted. Default: null, which is
    /// <see cref="ExitRule.FromCurrentState"/> for a chart that Stateless could run, and <see cref="ExitRule.FromSource"/> for any other.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set when the chart has been built.</exception>
    /// <remarks>
    /// If the second rule is a default, and a transition would leave other states than under the first one, <see cref="Build"/> asks you
    /// to name the rule: so a part that is added to a chart does not change the meaning of the rest.
    /// </remarks>
    public ExitRule? ExitRule
    {
        get => model.ExitRule;
        set
        {
            model.ThrowIfBuilt();
            model.ExitRule = value;
        }
    }

    /// <summary>
    /// Gets or sets which transition is taken when the guards of several transitions of one state hold for a trigger. Default:
    /// <see cref="TransitionOrder.Exclusive"/>. Transitions without a trigger are always taken in the order of their declaration.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set when the chart has been built.</exception>
    public TransitionOrder TransitionOrder
    {
        get => model.TransitionOrder;
        set
        {
            model.ThrowIfBuilt();
            model.TransitionOrder = value;
        }
    }

    /// <summary>
    /// Makes a trigger a kind of another: transitions of the general trigger handle it, too (UML: generalization of signals).
    /// </summary>
    /// <param name="specific">The trigger.</param>
    /// <param name="general">The more general trigger.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="specific"/> or <paramref name="general"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The chart has been built.</exception>
    /// <remarks>
    /// The transitions of one state for both triggers stand in the order of their declaration; those of a substate come before those of
    /// its superstate. Both triggers carry the same parameter.
    /// </remarks>
    public StatechartBuilder<TState, TTrigger> Generalize(TTrigger specific, TTrigger general)
    {
        ArgumentNullException.ThrowIfNull(specific);
        ArgumentNullException.ThrowIfNull(general);
        model.ThrowIfBuilt();
        model.Generalizations.Add((specific, general));
        return this;
    }

    /// <summary>Starts or continues the configuration of a state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>Its configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The chart has been built.</exception>
    public StateConfiguration<TState, TTrigger> Configure(TState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new(model, model.Declare(state));
    }

    /// <summary>Sets the policy for unhandled triggers. Default: <see cref="Unhandled.Throw"/>.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The chart has been built.</exception>
    public StatechartBuilder<TState, TTrigger> OnUnhandledTrigger(Unhandled policy)
    {
        model.ThrowIfBuilt();
        model.Unhandled = policy;
        model.OnUnhandled = null;
        return this;
    }

    /// <summary>Sets an action that is called for each unhandled trigger.</summary>
    /// <param name="action">Takes the state and the trigger.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The chart has been built.</exception>
    public StatechartBuilder<TState, TTrigger> OnUnhandledTrigger(Action<TState, TTrigger> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return OnUnhandledTrigger(unhandled => action(unhandled.State, unhandled.Trigger));
    }

    /// <summary>Sets an action that is called for each unhandled trigger.</summary>
    /// <param name="action">Takes a description of the trigger, with the guards that did not hold and the instance's context. Each call
    /// allocates.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The chart has been built.</exception>
    public StatechartBuilder<TState, TTrigger> OnUnhandledTrigger(Action<UnhandledTrigger<TState, TTrigger>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        model.ThrowIfBuilt();
        model.OnUnhandled = action;
        return this;
    }

    /// <summary>Checks the chart and computes its tables. Afterwards, the builder cannot be used any more.</summary>
    /// <returns>The chart.</returns>
    /// <exception cref="InvalidStatechartException">The chart has faults; all are named at once.</exception>
    /// <exception cref="InvalidOperationException">The chart has been built before.</exception>
    public Statechart<TState, TTrigger> Build()
    {
        if (model.IsBuilt)
            throw new InvalidOperationException(
                "The chart has been built before. Keep the chart that Build returned: all instances share it.");

        var faults = StatechartFaults.Find(model);
        if (faults.Count > 0)
            throw new InvalidStatechartException(faults);

        model.IsBuilt = true;
        return new(model);
    }

    private int Limit(int value)
    {
        model.ThrowIfBuilt();
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
