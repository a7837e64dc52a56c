namespace CoroFsm;

/// <summary>Specifies what happens to an event that neither the wait of a machine nor an enclosing handler accepts.</summary>
public enum Unmatched
{
    /// <summary>
    /// The event is unexpected: the sender receives an <see cref="UnexpectedEventException"/>, and the machine continues to wait.
    /// </summary>
    Throw,

    /// <summary>The event is dropped.</summary>
    Ignore,

    /// <summary>
    /// The event is deferred until a wait accepts it (UML's deferred event). The maximum is <see cref="MachineOptions.MaxDeferred"/>.
    /// </summary>
    Defer,
}
