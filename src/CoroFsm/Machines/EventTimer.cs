namespace CoroFsm;

/// <summary>Represents a timer of a machine, which sends an event when it is due.</summary>
internal sealed class EventTimer<TEvent>
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
}
