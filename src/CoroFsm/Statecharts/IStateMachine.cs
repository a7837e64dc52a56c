namespace CoroFsm.Statecharts;

/// <summary>
/// Represents a declared state machine, on the engine of this library (<see cref="StatechartInstance{TState, TTrigger}"/>) or on another
/// one.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// A trigger that is fired from inside, by an action, is handled after the current one (run to completion). For one thread at a time.
/// </remarks>
public interface IStateMachine<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Gets the innermost state that the machine is in.</summary>
    TState State { get; }

    /// <summary>Returns the triggers that the state or one of its superstates handles now.</summary>
    /// <returns>The triggers: each once, those of the innermost state first.</returns>
    /// <remarks>Evaluates guards; one that needs the trigger's parameter counts as satisfied. Allocates.</remarks>
    IReadOnlyList<TTrigger> GetPermittedTriggers();

    /// <summary>Returns whether the machine is in a state or in one of its substates.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True if it is.</returns>
    bool IsIn(TState state);

    /// <summary>Handles a trigger, and then all that its actions fire meanwhile. Fired from inside, it is queued.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <exception cref="UnhandledTriggerException">The trigger is unhandled, and the chart has no policy for that.</exception>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter.</exception>
    /// <remarks>Throws what an action throws; triggers that were still queued are dropped.</remarks>
    void Fire(TTrigger trigger);

    /// <summary>
    /// Handles a trigger with its parameter, and then all that its actions fire meanwhile. Fired from inside, it is queued.
    /// </summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger carries.</param>
    /// <exception cref="UnhandledTriggerException">The trigger is unhandled, and the chart has no policy for that.</exception>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter of another type.</exception>
    void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter);

    /// <summary>
    /// As <see cref="Fire(TTrigger)"/>, but does nothing if the trigger is unhandled: no exception, no callback, no deferral.
    /// </summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>False if it is unhandled; true if it was handled or, fired from inside, queued.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter.</exception>
    bool TryFire(TTrigger trigger);

    /// <summary>
    /// As <see cref="Fire{TParameter}"/>, but does nothing if the trigger is unhandled: no exception, no callback, no deferral.
    /// </summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger carries.</param>
    /// <returns>False if it is unhandled; true if it was handled or, fired from inside, queued.</returns>
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

    /// <summary>Returns whether a trigger with a parameter is handled now. Evaluates guards.</summary>
    /// <typeparam name="TParameter">The type of the parameter.</typeparam>
    /// <param name="trigger">The trigger.</param>
    /// <param name="parameter">The value that the trigger would carry.</param>
    /// <returns>True if it is handled; an ignored trigger is handled.</returns>
    /// <exception cref="AmbiguousTransitionException">Several guards of one state hold.</exception>
    /// <exception cref="ArgumentException">The trigger carries a parameter of another type.</exception>
    bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter);
}
