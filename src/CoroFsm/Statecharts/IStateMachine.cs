namespace CoroFsm.Statecharts;

/// <summary>
/// Represents a declared state machine: a <see cref="StatechartInstance{TState, TTrigger}"/> of this library, or a machine of another
/// library.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// A trigger that an action fires is handled after the current one (run to completion). For one thread at a time.
/// </remarks>
public interface IStateMachine<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Gets the innermost state that the machine is in.</summary>
    /// <exception cref="InvalidOperationException">The chart has regions, or the machine has left all its states: see
    /// <see cref="States"/>.</exception>
    TState State { get; }

    /// <summary>
    /// Gets the innermost states that the machine is in, in the order of the chart: one, or one in each region. Allocates.
    /// </summary>
    IReadOnlyList<TState> States => [State];

    /// <summary>Gets a value indicating whether the machine is in a final state that is in no other state.</summary>
    bool IsCompleted => false;

    /// <summary>Returns the triggers that the state or one of its superstates handles now.</summary>
    /// <returns>The triggers: each once, those of the innermost state first.</returns>
    /// <remarks>Evaluates guards; one that needs the trigger's parameter counts as satisfied. Allocates.</remarks>
    IReadOnlyList<TTrigger> GetPermittedTriggers();

    /// <summary>Returns the permitted triggers with the types of their parameters.</summary>
    /// <returns>The triggers of <see cref="GetPermittedTriggers"/>. A machine of another library may not know the types.</returns>
    /// <remarks>Evaluates guards; one that needs the trigger's parameter counts as satisfied. Allocates.</remarks>
    IReadOnlyList<PermittedTrigger<TTrigger>> GetDetailedPermittedTriggers() =>
        [.. GetPermittedTriggers().Select(trigger => new PermittedTrigger<TTrigger>(trigger, ParameterType: null))];

    /// <summary>Returns whether the machine is in a state or in one of its substates.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True if it is.</returns>
    bool IsIn(TState state);

    /// <summary>Handles a trigger, and then the triggers that its actions fire. If an action calls this, the trigger is queued.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <exception cref="UnhandledTriggerException">The trigger is unhandled, and the chart has no policy for that.</exception>
    /// <exception cref="BacklogFullException">Too many triggers are queued or deferred.</exception>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter.</exception>
    /// <remarks>Throws what an action throws; triggers that were still queued are dropped.</remarks>
    void Fire(TTrigger trigger);

    /// <summary>
    /// Handles a trigger with its parameter, and then the triggers that its actions fire. If an action calls this, the trigger is queued.
    /// </summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger carries.</param>
    /// <exception cref="UnhandledTriggerException">The trigger is unhandled, and the chart has no policy for that.</exception>
    /// <exception cref="BacklogFullException">Too many triggers are queued or deferred.</exception>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter of another type.</exception>
    void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter);

    /// <summary>
    /// Fires a trigger like <see cref="Fire(TTrigger)"/>, but does nothing if the trigger is unhandled: no exception, no callback, no
    /// deferral.
    /// </summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>False if it is unhandled; true if it was handled or, if an action calls this, queued.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter.</exception>
    bool TryFire(TTrigger trigger);

    /// <summary>
    /// Fires a trigger like <see cref="Fire{TParameter}"/>, but does nothing if the trigger is unhandled: no exception, no callback, no
    /// deferral.
    /// </summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger carries.</param>
    /// <returns>False if it is unhandled; true if it was handled or, if an action calls this, queued.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter of another type.</exception>
    bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter);

    /// <summary>
    /// Returns whether a trigger is handled now. Evaluates guards; one that needs the trigger's parameter counts as satisfied.
    /// </summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>True if it is handled; an ignored trigger is handled.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    bool CanFire(TTrigger trigger);

    /// <summary>Returns whether a trigger is handled now, and if not, which guards do not hold.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="unmetGuards">
    /// The guards that leave the trigger unhandled, by their code or description: those of the innermost states first. Empty if the trigger
    /// is handled, if nothing handles it in any case, or if the machine is of a library that does not report guards.
    /// </param>
    /// <returns>True if it is handled; an ignored trigger is handled.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    bool CanFire(TTrigger trigger, out IReadOnlyList<string> unmetGuards)
    {
        unmetGuards = [];
        return CanFire(trigger);
    }

    /// <summary>Returns whether a trigger with a parameter is handled now. Evaluates guards.</summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger would carry.</param>
    /// <returns>True if it is handled; an ignored trigger is handled.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter of another type.</exception>
    bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter);

    /// <summary>
    /// Raises an internal trigger: it is handled after the current transition, before the triggers that are fired (SCXML: <c>raise</c>).
    /// If nothing calls this while a trigger is handled, it is the same as <see cref="Fire(TTrigger)"/>, but an unhandled trigger is
    /// dropped.
    /// </summary>
    /// <param name="trigger">The trigger.</param>
    /// <exception cref="BacklogFullException">Too many triggers are queued.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter.</exception>
    /// <exception cref="NotSupportedException">The machine is of a library that has no internal triggers.</exception>
    void Raise(TTrigger trigger) => Raise(new TriggerOccurrence<TTrigger>(trigger));

    /// <summary>Raises an internal trigger with its parameter.</summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger carries.</param>
    /// <exception cref="BacklogFullException">Too many triggers are queued.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter of another type.</exception>
    /// <exception cref="NotSupportedException">The machine is of a library that has no internal triggers.</exception>
    void Raise<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) => Raise(trigger.With(parameter));

    /// <summary>Raises an internal trigger, with its parameter if it carries one.</summary>
    /// <param name="occurrence">The trigger, with the value of its parameter.</param>
    /// <exception cref="ArgumentNullException"><paramref name="occurrence"/> has no trigger.</exception>
    /// <exception cref="BacklogFullException">Too many triggers are queued.</exception>
    /// <exception cref="ArgumentException">The parameter is missing, or of another type than the chart declares.</exception>
    /// <exception cref="NotSupportedException">The machine is of a library that has no internal triggers.</exception>
    void Raise(TriggerOccurrence<TTrigger> occurrence) =>
        throw new NotSupportedException($"{GetType()} has no internal triggers. Fire {occurrence}, or run the chart on CoroFsm's engine.");
}
