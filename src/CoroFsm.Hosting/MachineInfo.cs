namespace CoroFsm.Hosting;

/// <summary>Represents what is known about one hosted machine at a point in time.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
public sealed class MachineInfo<TKey>
{
    internal MachineInfo(TKey key, Machine? machine, int pendingEvents, int restarts)
    {
        Key = key;
        Status = machine?.Status ?? MachineStatus.Running;
        State = machine?.State ?? "";
        Position = machine?.Position ?? "";
        Fault = machine?.Fault;
        PendingEvents = pendingEvents;
        Restarts = restarts;
    }

    /// <summary>Gets the key.</summary>
    public TKey Key { get; }

    /// <summary>Gets the status: <see cref="MachineStatus.Running"/> also while the machine is being started or restarted.</summary>
    public MachineStatus Status { get; }

    /// <summary>Gets the state, as <see cref="Machine.State"/>; empty while the machine is being started or restarted.</summary>
    public string State { get; }

    /// <summary>Gets the source location of the wait, as <see cref="Machine.Position"/>.</summary>
    public string Position { get; }

    /// <summary>Gets the number of events that were sent and have not been handled.</summary>
    public int PendingEvents { get; }

    /// <summary>Gets the number of consecutive restarts.</summary>
    public int Restarts { get; }

    /// <summary>Gets the fault of a machine that is kept; otherwise null.</summary>
    public Exception? Fault { get; }
}
