namespace CoroFsm;

/// <summary>
/// Is told what an instance of a chart does. Implement what you need: every method does nothing by default.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>Called in the middle of a trigger. What an observer throws comes out of the call that fired it; what it fires is handled after the current trigger.</remarks>
public interface IStatechartObserver<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>States have been left, and the new state is set; entry actions come next. Also for each step to an initial substate.</summary>
    /// <param name="transition">The transition.</param>
    void OnTransitioned(Transition<TState, TTrigger> transition)
    {
    }

    /// <summary>All entry actions have run. Its destination is the innermost state that was entered; for a re-entry, the state that declares it.</summary>
    /// <param name="transition">The transition.</param>
    void OnTransitionCompleted(Transition<TState, TTrigger> transition)
    {
    }

    /// <summary>Nothing handled a trigger; the chart's policy comes next.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="trigger">The trigger.</param>
    void OnUnhandled(IStateMachine<TState, TTrigger> machine, TTrigger trigger)
    {
    }

    /// <summary>A queued trigger will not be handled: one before it has failed.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="trigger">The trigger.</param>
    void OnDropped(IStateMachine<TState, TTrigger> machine, TTrigger trigger)
    {
    }
}
