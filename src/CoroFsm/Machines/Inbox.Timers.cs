namespace CoroFsm;

/// <content>Timers that send events; the machine needs a <see cref="MachineOptions.TimeProvider"/>.</content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>
    /// Sets a named timer (gen_statem's generic time-out), which sends an event to the machine in whatever state it is then. A timer of the
    /// same name is replaced.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="after">The time from now until it elapses.</param>
    /// <param name="event">The event.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// The machine has no clock, or nothing of it runs at present, or the filter of a receive is looking through deferred events.
    /// </exception>
    /// <exception cref="BacklogFullException">1,024 timers are set.</exception>
    /// <remarks>
    /// One that was replaced or cancelled is never received, even if it was due already, or its event is deferred. Timers come in the
    /// order in which they are due. An event that nothing accepts goes by
    /// <see cref="MachineOptions.Unmatched"/>; there is no sender for an exception, so only the observer is notified of it. Restarting a
    /// timer allocates nothing.
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
    /// <exception cref="InvalidOperationException">
    /// Nothing of the machine runs at present, or the filter of a receive is looking through deferred events.
    /// </exception>
    public bool CancelTimer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Wrapped.CancelTimer(name);
    }

    /// <summary>
    /// Sets the timer of a state (gen_statem's state time-out), which sends an event to the machine, unless the machine leaves the state
    /// before. A timer that is set is restarted.
    /// </summary>
    /// <param name="after">The time from now until it elapses.</param>
    /// <param name="event">The event.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// The machine has no clock, or nothing of it runs at present, or the filter of a receive is looking through deferred events.
    /// </exception>
    /// <exception cref="BacklogFullException">1,024 timers are set.</exception>
    /// <remarks>
    /// The state is the <see cref="CoroFsm.Machine.State"/> that the machine waits in next, with those within it: the timer is cancelled
    /// as soon as the machine waits elsewhere. While it is set, each wait in
    /// another place creates the state's name again. In all else it is like <see cref="SetTimer"/>.
    /// </remarks>
    public void SetStateTimer(TimeSpan after, TEvent @event) => Wrapped.SetTimer(name: null, Wrapped.DueIn(after), @event);

    /// <summary>Cancels the timer of the state: its event will not be received.</summary>
    /// <returns>False if it was not set, or its event has been received.</returns>
    /// <exception cref="InvalidOperationException">
    /// Nothing of the machine runs at present, or the filter of a receive is looking through deferred events.
    /// </exception>
    public bool CancelStateTimer() => Wrapped.CancelTimer(name: null);
}
