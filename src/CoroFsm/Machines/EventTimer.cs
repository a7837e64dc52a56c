namespace CoroFsm;

/// <summary>Represents a timer of a machine, which sends an event when it is due.</summary>
internal sealed class EventTimer<TEvent> : IEventOrigin<TEvent>
{
    /// <summary>Gets or sets the name; null for the timer of the state.</summary>
    internal string? Name { get; set; }

    /// <summary>Gets or sets the due time, in the clock's ticks; the maximum value if the event has been sent and is deferred.</summary>
    internal long Due { get; set; }

    /// <summary>Gets or sets the number that orders timers with the same due time: the one that was set first is first.</summary>
    internal long Order { get; set; }

    internal TEvent? Event { get; set; }

    /// <summary>Gets or sets the context of the call that set the timer.</summary>
    internal ExecutionContext? Context { get; set; }

    bool IEventOrigin<TEvent>.IsReplaced(EventTimers<TEvent>? timers) => timers!.Find(Name) is not null;

    /// <summary>Keeps the timer, so that it can still be cancelled.</summary>
    void IEventOrigin<TEvent>.KeepDeferred(EventTimers<TEvent>? timers)
    {
        Due = long.MaxValue;
        timers!.PutBack(this);
    }

    void IEventOrigin<TEvent>.EndDeferred(EventTimers<TEvent>? timers) => timers!.Remove(this);
}
