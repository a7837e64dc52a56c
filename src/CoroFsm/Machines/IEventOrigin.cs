namespace CoroFsm;

/// <summary>Represents the origin of an event that it can take back while the event is deferred: a timer, or work.</summary>
internal interface IEventOrigin<TEvent>
{
    /// <summary>Gets a value indicating whether the event must not be deferred, because another one has taken its place.</summary>
    bool IsReplaced(EventTimers<TEvent>? timers);

    /// <summary>Records that the event was deferred.</summary>
    void KeepDeferred(EventTimers<TEvent>? timers);

    /// <summary>Records that the deferred event is being handled.</summary>
    void EndDeferred(EventTimers<TEvent>? timers);
}
