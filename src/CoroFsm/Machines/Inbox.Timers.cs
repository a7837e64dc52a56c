namespace CoroFsm;

/// <content>Timers that send events. The machine needs a <see cref="MachineOptions.TimeProvider"/>.</content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>
    /// Sets a named timer (the generic timeout of gen_statem): its event is received when it is due, in any state. Replaces a timer of the
    /// same name.
    /// </summary>
    /// <param name="name">The name of the timer.</param>
    /// <param name="after">The time from now.</param>
    /// <param name="event">The event to receive.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or none of its coroutines is running, or the filter of a
    /// receive is examining deferred events.</exception>
    /// <exception cref="BacklogFullException">1,024 timers are set.</exception>
    /// <remarks>
    /// A timer that was replaced or cancelled is never received, even if it was already due or its event is deferred. Timers are received
    /// in the order of their due times. <see cref="MachineOptions.Unmatched"/> decides about an unmatched event; there is no sender for an
    /// exception, so only the observer is notified. Resetting a timer allocates nothing.
    /// </remarks>
    public void SetTimer(string name, TimeSpan after, TEvent @event)
    {
        ArgumentNullException.ThrowIfNull(name);
        Wrapped.SetTimer(name, Wrapped.DueIn(after), @event);
    }

    /// <summary>Cancels a named timer. Its event will not be received.</summary>
    /// <param name="name">The name of the timer.</param>
    /// <returns>False if the timer was not set, or its event has been received.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="InvalidOperationException">None of the machine's coroutines is running, or the filter of a receive is examining
    /// deferred events.</exception>
    public bool CancelTimer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Wrapped.CancelTimer(name);
    }

    /// <summary>
    /// Sets the timer of the state (the state timeout of gen_statem): its event is received when it is due, unless the machine has left the
    /// state. A further call restarts it.
    /// </summary>
    /// <param name="after">The time from now.</param>
    /// <param name="event">The event to receive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or none of its coroutines is running, or the filter of a
    /// receive is examining deferred events.</exception>
    /// <exception cref="BacklogFullException">1,024 timers are set.</exception>
    /// <remarks>
    /// The state is the <see cref="CoroFsm.Machine.State"/> in which the machine waits next, including its substates: the timer is
    /// cancelled as soon as the machine waits in another state. While the timer is set, each wait at another position composes the name of
    /// the state. Otherwise, the remarks on <see cref="SetTimer"/> apply.
    /// </remarks>
    public void SetStateTimer(TimeSpan after, TEvent @event) => Wrapped.SetTimer(name: null, Wrapped.DueIn(after), @event);

    /// <summary>Cancels the timer of the state. Its event will not be received.</summary>
    /// <returns>False if the timer was not set, or its event has been received.</returns>
    /// <exception cref="InvalidOperationException">None of the machine's coroutines is running, or the filter of a receive is examining
    /// deferred events.</exception>
    public bool CancelStateTimer() => Wrapped.CancelTimer(name: null);
}
