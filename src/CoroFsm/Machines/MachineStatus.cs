namespace CoroFsm;

/// <summary>Specifies the status of a machine.</summary>
public enum MachineStatus
{
    /// <summary>The machine waits for an event.</summary>
    Waiting,

    /// <summary>The machine is handling an event, or is being started.</summary>
    Running,

    /// <summary>The coroutine has returned.</summary>
    Completed,

    /// <summary>The machine was closed by <see cref="Machine.Dispose"/>.</summary>
    Closed,

    /// <summary>The coroutine has thrown the exception <see cref="Machine.Fault"/>.</summary>
    Faulted,

    /// <summary>
    /// The host of the machine has removed it from memory while it waited. No code of the coroutine was run, and none will be.
    /// </summary>
    Abandoned,
}
