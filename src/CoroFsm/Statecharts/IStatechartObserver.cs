namespace CoroFsm.Statecharts;

/// <summary>
/// Receives notifications about what an instance of a chart does. Implement the methods that you need: each does nothing by default.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// Called while a trigger is handled. Exceptions of the observer are thrown by the call that fired the trigger. A trigger that the observer
/// fires is queued like one that an action fires: it is handled after the current trigger, or dropped if the current trigger fails.
/// <see cref="OnDropped"/> differs: see its remarks.
/// </remarks>
public interface IStatechartObserver<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Called when a trigger is about to be handled: before guards are evaluated.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="occurrence">The trigger, with the value of its parameter.</param>
    /// <remarks>Only for charts that need <see cref="Statechart{TState, TTrigger}.Enter"/>.</remarks>
    void OnHandling(IStateMachine<TState, TTrigger> machine, TriggerOccurrence<TTrigger> occurrence)
    {
    }

    /// <summary>
    /// Called when the previous states have been left and the new state is set, before the entry actions run. Also called for each step to
    /// an initial substate.
    /// </summary>
    /// <param name="transition">The transition.</param>
    void OnTransitioned(Transition<TState, TTrigger> transition)
    {
    }

    /// <summary>Called when all entry actions have run.</summary>
    /// <param name="transition">
    /// The transition. Its destination is the innermost state that was entered; for a re-entry, the state that declares it.
    /// </param>
    void OnTransitionCompleted(Transition<TState, TTrigger> transition)
    {
    }

    /// <summary>Called when a trigger is unhandled, before the chart's policy is applied.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="trigger">The trigger.</param>
    void OnUnhandled(IStateMachine<TState, TTrigger> machine, TTrigger trigger)
    {
    }

    /// <summary>Called when a queued trigger is dropped because an earlier one has failed.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="trigger">The trigger.</param>
    /// <remarks>
    /// <c>Fire</c> throws the exception of the failed trigger; an exception of this method is discarded. A trigger that is fired here is
    /// dropped without a notification: the exception names it under <see cref="Statechart.DroppedTriggers"/>.
    /// </remarks>
    void OnDropped(IStateMachine<TState, TTrigger> machine, TTrigger trigger)
    {
    }

    /// <summary>
    /// Called when something fails that a timer or the end of invoked work has caused: there is no caller to throw the exception to.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="error">The exception.</param>
    /// <remarks>
    /// By default, and where there is no observer, the exception is thrown on the thread of the timer or the work, which ends the process.
    /// </remarks>
    void OnFailed(IStateMachine<TState, TTrigger> machine, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Delegation.Rethrow(error);
    }
}
