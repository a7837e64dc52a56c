namespace CoroFsm.Statecharts.Backends;

/// <summary>
/// Represents a chart as it was declared. A backend, which runs charts on another engine, reads the chart from it and calls the guards and
/// actions through it.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>Immutable: machines on several threads can share one. The chart has been checked: it has no faults.</remarks>
public sealed class DeclaredChart<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Dictionary<TState, DeclaredState<TState, TTrigger>> byState;
    private readonly Dictionary<TTrigger, TTrigger> generals;

    /// <summary>Initializes a new instance of the <see cref="DeclaredChart{TState, TTrigger}"/> class.</summary>
    /// <param name="chart">The chart.</param>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/> is null.</exception>
    public DeclaredChart(Statechart<TState, TTrigger> chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        Chart = chart;
        States = [.. chart.Model.States.Select(state => new DeclaredState<TState, TTrigger>(this, state))];
        Triggers = [.. chart.Triggers.Keys];
        byState = States.ToDictionary(state => state.State);
        generals = chart.Model.Generalizations.Distinct().ToDictionary(pair => pair.Specific, pair => pair.General);
    }

    /// <summary>Gets the states, in the order in which the chart first names them.</summary>
    public IReadOnlyList<DeclaredState<TState, TTrigger>> States { get; }

    /// <summary>Gets the triggers that a state handles, each once.</summary>
    public IReadOnlyList<TTrigger> Triggers { get; }

    /// <summary>
    /// Gets a value indicating whether an unhandled trigger is deferred until the state changes. The backend has to keep it, because
    /// <see cref="ApplyUnhandledPolicy"/> does nothing then.
    /// </summary>
    public bool DefersUnhandled => Chart.Model is { Unhandled: Unhandled.Defer, OnUnhandled: null };

    /// <summary>Gets the maximum number of triggers that are queued while one is handled.</summary>
    public int MaxQueued => Chart.Model.MaxQueued;

    /// <summary>Gets the maximum number of triggers that are deferred at a time.</summary>
    public int MaxDeferred => Chart.Model.MaxDeferred;

    /// <summary>Gets which transition is taken when the guards of several transitions of one state hold.</summary>
    public TransitionOrder TransitionOrder => Chart.Model.TransitionOrder;

    /// <summary>Gets the state from which the states that a transition leaves are counted.</summary>
    public ExitRule ExitRule =>
        Chart.Model.ExitRule ?? (Chart.Model.IsPlain ? ExitRule.FromCurrentState : ExitRule.FromSource);

    /// <summary>Gets the maximum number of transitions in a row without a trigger from outside.</summary>
    public int MaxMicrosteps => Chart.Model.MaxMicrosteps;

    /// <summary>
    /// Gets the parts that Stateless, and libraries like it, do not have: regions, final and history states, transitions without a
    /// trigger, several destinations, kinds of triggers, and transitions that leave other states than there.
    /// </summary>
    /// <remarks>
    /// Each is a clause with its state, such as "state On is parallel". A backend whose library does not have them throws a
    /// <see cref="NotSupportedException"/> that lists them.
    /// </remarks>
    public IReadOnlyList<string> Extensions =>
    [
        .. NewParts.Of(Chart.Model),
        .. from transition in ExitRule is ExitRule.FromSource ? ExitFaults.Different<TState, TTrigger>(new(Chart.Model)) : []
           select $"state {DisplayText.Of(transition.Source)}, {FaultText.Cause(transition)} {FaultText.To(transition)}, "
               + "leaves states by ExitRule.FromSource",
    ];

    internal Statechart<TState, TTrigger> Chart { get; }

    /// <summary>Returns whether a trigger is another one, or a kind of it, so that its transitions handle the trigger.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="general">The trigger that may be more general.</param>
    /// <returns>True if it is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> is null.</exception>
    public bool IsKindOf(TTrigger trigger, TTrigger general)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        for (var at = trigger; ;)
        {
            if (EqualityComparer<TTrigger>.Default.Equals(at, general))
                return true;
            if (!generals.TryGetValue(at, out var next))
                return false;
            at = next;
        }
    }

    /// <summary>Returns a state of the chart.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The declared state; null if the chart does not have it, which is possible for a state that is stored outside.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    public DeclaredState<TState, TTrigger>? Find(TState state) => byState.GetValueOrDefault(state);

    /// <summary>Returns the type of a trigger's parameter.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The type; null if no guard, action or selector of the trigger takes a parameter.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trigger"/> is null.</exception>
    public Type? GetParameterType(TTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Chart.ParameterOf(trigger)?.Type;
    }

    /// <summary>Checks the parameter of a trigger. Call it before you queue or handle the trigger.</summary>
    /// <param name="occurrence">The trigger, with the value of its parameter. A value that nothing in the chart takes is ignored.</param>
    /// <exception cref="ArgumentNullException"><paramref name="occurrence"/> has no trigger.</exception>
    /// <exception cref="ArgumentException">The parameter is missing, or of another type than the chart declares.</exception>
    public void Validate(TriggerOccurrence<TTrigger> occurrence)
    {
        if (!occurrence.IsPresent)
            throw new ArgumentNullException(nameof(occurrence), "The occurrence has no trigger. Create it from a trigger.");
        ArgumentOf(occurrence.Trigger, occurrence);
    }

    /// <summary>
    /// Applies the chart's policy to an unhandled trigger: throws, calls the chart's action, or does nothing.
    /// </summary>
    /// <param name="state">The state that the machine is in.</param>
    /// <param name="trigger">The trigger.</param>
    /// <param name="context">The object that the machine was started with; null if there is none.</param>
    /// <exception cref="UnhandledTriggerException">The chart has no policy for unhandled triggers.</exception>
    /// <remarks>Throws what the chart's action throws. Notify the observer of the machine before you call this.</remarks>
    public void ApplyUnhandledPolicy(TState state, TTrigger trigger, object? context)
    {
        if (Chart.Model.OnUnhandled is { } callback)
            callback(new(state, trigger, UnmetGuards(state, trigger), context));
        else if (Chart.Model.Unhandled is Unhandled.Throw)
            throw new UnhandledTriggerException(state, trigger, UnmetGuards(state, trigger));
    }

    /// <summary>Gets the parameter that a guard takes, if the occurrence has one.</summary>
    /// <remarks>Checked against the type that the guard's own trigger declares, and not that of the occurrence's trigger.</remarks>
    internal Argument OptionalArgumentOf(TTrigger trigger, TriggerOccurrence<TTrigger> occurrence) =>
        Chart.ArgumentOf(new TriggerOccurrence<TTrigger>(trigger, occurrence.Argument));

    /// <summary>Gets the parameter that an action or a selector takes.</summary>
    internal Argument ArgumentOf(TTrigger trigger, TriggerOccurrence<TTrigger> occurrence)
    {
        var argument = OptionalArgumentOf(trigger, occurrence);
        return argument.IsPresent || Chart.ParameterOf(trigger) is null ? argument : throw MissingParameter.Of(trigger);
    }

    /// <summary>Gets the guards that left a trigger unhandled, those of the innermost state first.</summary>
    private string[] UnmetGuards(TState state, TTrigger trigger)
    {
        List<string> guards = [];
        for (var at = Find(state); at is not null; at = at.Superstate)
            guards.AddRange(
                from transition in at.Transitions
                where transition.Cause is TransitionCause.Trigger && IsKindOf(trigger, transition.Trigger)
                where transition.GuardText is not null
                select transition.GuardText);
        return [.. guards.Distinct()];
    }
}
