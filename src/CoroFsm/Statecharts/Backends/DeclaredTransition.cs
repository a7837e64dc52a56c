namespace CoroFsm.Statecharts.Backends;

/// <summary>Represents a transition of a chart as it was declared.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public sealed class DeclaredTransition<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly DeclaredChart<TState, TTrigger> chart;
    private readonly TransitionModel<TState, TTrigger> model;
    private readonly Guard? guard;

    internal DeclaredTransition(
        DeclaredChart<TState, TTrigger> chart, DeclaredState<TState, TTrigger> source, TransitionModel<TState, TTrigger> model)
    {
        this.chart = chart;
        this.model = model;
        guard = model.Guard;
        Source = source;
        Actions = [.. model.Actions.Select(
            action => new DeclaredAction<TState, TTrigger>(chart, action, model.HasTrigger, model.Trigger))];
    }

    /// <summary>Gets the kind of the transition.</summary>
    public TransitionKind Kind => model.Kind;

    /// <summary>Gets what causes the transition.</summary>
    public TransitionCause Cause => model.Cause;

    /// <summary>Gets the time after which a transition is due that <see cref="TransitionCause.Timer"/> causes; otherwise zero.</summary>
    public TimeSpan Delay => model.Delay;

    /// <summary>
    /// Gets a value indicating whether the source is left even if the destination is within it: <c>Reenter</c> was declared.
    /// </summary>
    public bool IsExternal => model.IsExternal;

    /// <summary>Gets the state that declares the transition.</summary>
    public DeclaredState<TState, TTrigger> Source { get; }

    /// <summary>Gets the trigger.</summary>
    /// <exception cref="InvalidOperationException">No trigger causes the transition: see <see cref="Cause"/>.</exception>
    public TTrigger Trigger => model.HasTrigger
        ? model.Trigger
        : throw new InvalidOperationException($"{FaultText.Place(model)}: no trigger causes this transition. Read Cause first.");

    /// <summary>
    /// Gets the destination. It is the source for a transition that stays in the state or re-enters it, and null for a dynamic transition
    /// (see <see cref="Select"/>).
    /// </summary>
    public DeclaredState<TState, TTrigger>? Destination => model.Selector is null ? chart.Find(model.Destination) : null;

    /// <summary>
    /// Gets all destinations: the one of <see cref="Destination"/>, then those in other regions; for a dynamic transition, those that its
    /// selector may choose, or none if it may choose any state.
    /// </summary>
    public IReadOnlyList<DeclaredState<TState, TTrigger>> Destinations =>
        [.. (model.Selector is null ? model.Forks.Prepend(model.Destination) : model.Destinations).Select(state => chart.Find(state)!)];

    /// <summary>Gets the source code of the guard, or its description; null if the transition has no guard.</summary>
    /// <remarks>Several guards of one transition are one text.</remarks>
    public string? GuardText => guard?.Text;

    /// <summary>
    /// Gets the actions of the transition, in order. They run after the exit actions and before the state is set.
    /// </summary>
    public IReadOnlyList<DeclaredAction<TState, TTrigger>> Actions { get; }

    /// <summary>Evaluates the guard.</summary>
    /// <param name="occurrence">
    /// The trigger, with the value of its parameter. Without a value, a guard that takes the parameter counts as satisfied.
    /// </param>
    /// <param name="context">The object that the machine was started with; null if there is none.</param>
    /// <returns>True if the transition may be taken: its guard holds, or it has none.</returns>
    /// <exception cref="ArgumentException">The parameter is of another type than the chart declares.</exception>
    /// <remarks>
    /// Throws what the guard throws. Of the transitions of one state for one trigger, only one may hold, unless the chart takes the first.
    /// </remarks>
    public bool Holds(TriggerOccurrence<TTrigger> occurrence, object? context)
    {
        if (guard is null)
            return true;
        var argument = model.HasTrigger ? chart.OptionalArgumentOf(Trigger, occurrence) : default;
        return (guard.TakesParameter && !argument.IsPresent) || guard.Holds(context, argument);
    }

    /// <summary>Returns the destination; calls the selector of a dynamic transition.</summary>
    /// <param name="occurrence">The trigger, with the value of its parameter.</param>
    /// <param name="context">The object that the machine was started with; null if there is none.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentException">The parameter is missing, or of another type than the chart declares.</exception>
    /// <exception cref="InvalidOperationException">The selector chose a state that the chart or the transition does not have.</exception>
    /// <remarks>Throws what the selector throws.</remarks>
    public DeclaredState<TState, TTrigger> Select(TriggerOccurrence<TTrigger> occurrence, object? context)
    {
        if (model.Selector is not { } selector)
            return Destination!;
        var destination = selector.Select(context, chart.ArgumentOf(Trigger, occurrence));
        var isDeclared = model.Destinations.Length == 0 || model.Destinations.Contains(destination);
        return (isDeclared ? chart.Find(destination) : null) ?? throw Decision.Elsewhere(model, chart.Chart, destination);
    }

    /// <summary>Returns the transition as text.</summary>
    /// <returns>The source, the destination if it is known, and the trigger or what else causes it.</returns>
    public override string ToString() =>
        $"{Source} -> {Destination?.ToString() ?? "?"} : {(model.HasTrigger ? Trigger.ToString() : FaultText.Cause(model))}";
}
