namespace CoroFsm;

/// <summary>What a machine is doing.</summary>
public enum MachineStatus
{
    /// <summary>It waits for an event.</summary>
    Waiting,

    /// <summary>It handles an event, or is being started.</summary>
    Running,

    /// <summary>Its coroutine has returned.</summary>
    Completed,

    /// <summary>It was closed by <see cref="Machine.Dispose"/>.</summary>
    Closed,

    /// <summary>Its coroutine has thrown; the exception is in <see cref="Machine.Fault"/>.</summary>
    Faulted,
}
