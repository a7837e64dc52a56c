namespace CoroFsm.Durability.Journals;

/// <summary>Represents one life of a machine's object in a host, as the journal knows it.</summary>
/// <remarks>
/// A host that loads a machine again gets another object. The first turn that fails breaks it: the journal then fails the later turns of
/// the same object, because their numbers would leave a gap.
/// </remarks>
/// <param name="id">The identity.</param>
public sealed class JournaledMachine(MachineId id)
{
    private volatile Exception? failure;

    /// <summary>Gets the identity.</summary>
    public MachineId Id { get; } = id;

    /// <summary>Gets or sets the journal's number of the machine; 0 until it is stored. Used by the journal only.</summary>
    public long Number { get; set; }

    /// <summary>Gets or sets what else the journal keeps with the machine. Used by the journal only.</summary>
    public object? Tag { get; set; }

    /// <summary>Gets the failure of the first turn that was not stored; null if there was none.</summary>
    public Exception? Failure => failure;

    /// <summary>Records that a turn was not stored. The first failure is kept.</summary>
    /// <param name="error">The failure.</param>
    public void Break(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Interlocked.CompareExchange(ref failure, error, null);
    }
}
