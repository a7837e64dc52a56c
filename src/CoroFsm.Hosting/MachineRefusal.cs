namespace CoroFsm.Hosting;

/// <summary>Specifies why a set of machines refused an event.</summary>
public enum MachineRefusal
{
    /// <summary>The event needs a new machine, and the set is at its <see cref="HostedMachineOptions.Capacity"/>.</summary>
    Capacity,

    /// <summary>The host is stopping, or has stopped.</summary>
    Stopping,

    /// <summary>The machine was closed while the event waited for its restart.</summary>
    Closed,
}
