namespace CoroFsm;

/// <summary>A timer of a machine: an event that comes when its time is up.</summary>
internal sealed class EventTimer<TEvent>
{
    /// <summary>Gets or sets its name; null: it is that of the state.</summary>
    internal string? Name { get; set; }

    /// <summary>Gets or sets when it comes, in the clock's ticks; the highest value: it has come, and its event is deferred.</summary>
    internal long Due { get; set; }

    /// <summary>Gets or sets what tells timers apart that are due together: the one that was set first comes first.</summary>
    internal long Order { get; set; }

    internal TEvent? Event { get; set; }

    /// <summary>Gets or sets the context of the call that set it.</summary>
    internal ExecutionContext? Context { get; set; }
}
