namespace CoroFsm;

/// <summary>Specifies what became of an event that was delivered to a machine.</summary>
internal enum Delivery
{
    /// <summary>
    /// The machine has run: a coroutine or a handler received the event; or the event was unmatched, but its filter queued something that
    /// the machine then processed.
    /// </summary>
    Handled,

    /// <summary>The event is deferred until a wait accepts it.</summary>
    Deferred,

    /// <summary>The event is unmatched and was ignored. The machine is as before.</summary>
    Ignored,

    /// <summary>The event was not accepted: the sender receives the exception. The machine is as before.</summary>
    Refused,
}
