namespace CoroFsm;

/// <summary>What becomes of an event that neither the wait of a machine nor an enclosing handler accepts.</summary>
public enum Unmatched
{
    /// <summary>It is unexpected: the sender gets an <see cref="UnexpectedEventException"/>, and the machine goes on waiting.</summary>
    Throw,

    /// <summary>It is dropped.</summary>
    Ignore,

    /// <summary>It is deferred until a wait accepts it (UML's deferred event). At most <see cref="MachineOptions.MaxDeferred"/> are kept.</summary>
    Defer,
}
