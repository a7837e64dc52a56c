namespace CoroFsm.Hosting;

/// <summary>Represents a set of hosted machines, independently of the types of their keys and events.</summary>
/// <remarks>Thread-safe. Resolve all sets of an application as <c>IEnumerable&lt;Machines&gt;</c>.</remarks>
public abstract class Machines
{
    private protected Machines(string name, HostedMachineOptions options)
    {
        Name = name;
        Options = options;
    }

    /// <summary>Gets the name of the set.</summary>
    public string Name { get; }

    /// <summary>Gets the number of machines, including those that are being started, restarted or closed.</summary>
    public abstract int Count { get; }

    /// <summary>Gets the maximum number of machines.</summary>
    public int Capacity => Options.Capacity;

    /// <summary>Gets the number of events that were sent and have not been handled.</summary>
    public abstract int PendingEvents { get; }

    /// <summary>Gets the number of faulted machines that are kept.</summary>
    public abstract int KeptFaults { get; }

    /// <summary>Gets the number of machines that wait for their restart.</summary>
    public abstract int Restarting { get; }

    /// <summary>Gets a value indicating whether events are refused because the host is stopping or has stopped.</summary>
    public abstract bool IsStopping { get; }

    private protected HostedMachineOptions Options { get; }
}
