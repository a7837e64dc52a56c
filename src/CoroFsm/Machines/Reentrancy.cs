namespace CoroFsm;

/// <summary>Specifies what happens to an event that is sent to a machine while it runs.</summary>
public enum Reentrancy
{
    /// <summary>
    /// The event is queued and handled after the current one (run to completion). The maximum is <see cref="MachineOptions.MaxQueued"/>.
    /// </summary>
    Queue,

    /// <summary>The sender receives a <see cref="MachineBusyException"/>, as with Python's generators.</summary>
    Throw,
}
