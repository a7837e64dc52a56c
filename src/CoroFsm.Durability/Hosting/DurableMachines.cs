using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Hosting;

/// <summary>Represents a set of durable machines in a .NET host, independently of the type of their events.</summary>
/// <remarks>Thread-safe. Resolve all sets of an application as <c>IEnumerable&lt;DurableMachines&gt;</c>.</remarks>
public abstract class DurableMachines
{
    private protected DurableMachines(string name, string type, Journal journal) => (Name, Type, Journal) = (name, type, journal);

    /// <summary>Gets the name of the set.</summary>
    public string Name { get; }

    /// <summary>Gets the type of the machines, by which the journal finds them.</summary>
    public string Type { get; }

    /// <summary>Gets the journal. It may not be open yet: see <see cref="IsOpen"/>.</summary>
    public Journal Journal { get; }

    /// <summary>Gets a value indicating whether the journal is open and the machines handle events.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>Gets a value indicating whether events are refused because the host is stopping or has stopped.</summary>
    public abstract bool IsStopping { get; }
}
