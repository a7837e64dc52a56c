namespace CoroFsm;

/// <summary>What becomes of an event that is sent to a machine while it runs.</summary>
public enum Reentrancy
{
    /// <summary>It is queued and handled after the current event (run to completion). At most <see cref="MachineOptions.MaxQueued"/> are kept.</summary>
    Queue,

    /// <summary>The sender gets a <see cref="MachineBusyException"/>, as Python's generators do it.</summary>
    Throw,
}
