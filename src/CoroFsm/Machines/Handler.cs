namespace CoroFsm;

/// <summary>Represents a handler of a superstate for events that its substates do not accept.</summary>
internal sealed class Handler<TEvent>
{
    /// <summary>
    /// Gets or sets a value indicating whether the handler is active. One that ends a substate is inactive until the substate runs.
    /// </summary>
    internal bool IsArmed { get; set; }

    /// <summary>Gets or sets the predicate that selects the events.</summary>
    internal Func<TEvent, bool> Accepts { get; set; } = null!;

    /// <summary>Gets or sets the action; null if the event ends the substate.</summary>
    internal Action<TEvent>? Action { get; set; }

    /// <summary>Gets or sets the time at which the substate times out, in the clock's ticks; the maximum value for never.</summary>
    internal long Due { get; set; } = long.MaxValue;

    /// <summary>Gets or sets the context of the call that set the timeout.</summary>
    internal ExecutionContext? Context { get; set; }

    /// <summary>Gets or sets the enclosing handler.</summary>
    internal Handler<TEvent>? Outer { get; set; }

    /// <summary>Gets or sets a value indicating whether the handler has ended its substate.</summary>
    internal bool HasEnded { get; set; }

    /// <summary>Gets or sets the event that ended the substate; the default value after a timeout.</summary>
    internal TEvent? By { get; set; }

    /// <summary>Gets or sets a number that is incremented with each use, so that a stale scope is detected.</summary>
    internal int Version { get; set; }
}
