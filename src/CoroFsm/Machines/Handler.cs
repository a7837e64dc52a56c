namespace CoroFsm;

/// <summary>A superstate's part: what it does with events that its substates do not accept.</summary>
internal sealed class Handler<TEvent>
{
    /// <summary>Gets or sets a value indicating whether it is in force: one that ends a substate is not before the substate runs.</summary>
    internal bool IsArmed { get; set; }

    /// <summary>Gets or sets which events it takes.</summary>
    internal Func<TEvent, bool> Accepts { get; set; } = null!;

    /// <summary>Gets or sets what it does with one; null: it ends the substate.</summary>
    internal Action<TEvent>? Action { get; set; }

    /// <summary>Gets or sets when it ends its substate of itself, in the clock's ticks; the highest value: never.</summary>
    internal long Due { get; set; } = long.MaxValue;

    /// <summary>Gets or sets the context of the call that set that time.</summary>
    internal ExecutionContext? Context { get; set; }

    /// <summary>Gets or sets the next handler further out.</summary>
    internal Handler<TEvent>? Outer { get; set; }

    /// <summary>Gets or sets a value indicating whether it has ended its substate.</summary>
    internal bool HasEnded { get; set; }

    /// <summary>Gets or sets the event by which it has; if none, the time was up.</summary>
    internal TEvent? By { get; set; }

    /// <summary>Gets or sets what grows with each use, so that a stale scope is found out.</summary>
    internal int Version { get; set; }
}
