namespace CoroFsm.Hosting;

/// <summary>Specifies what becomes of the key of a machine that has faulted.</summary>
public enum FaultPolicy
{
    /// <summary>The machine is removed. The next event for its key starts a new one.</summary>
    Remove,

    /// <summary>
    /// A new machine is started after a delay, which doubles with each consecutive fault. After
    /// <see cref="HostedMachineOptions.MaxRestarts"/>, the machine is removed. Events for the key wait for the new machine.
    /// </summary>
    Restart,

    /// <summary>
    /// The faulted machine remains, so that it can be examined: events for its key are refused with its fault, until it is closed or
    /// evicted.
    /// </summary>
    Keep,
}
