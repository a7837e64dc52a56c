namespace CoroFsm.Testing;

/// <summary>
/// The exception that is thrown when a simulated run fails, with the seed and the last turns. The inner exception is the cause.
/// </summary>
public sealed class SimulationFailedException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="SimulationFailedException"/> class.</summary>
    public SimulationFailedException()
        : base("A simulated run failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="SimulationFailedException"/> class.</summary>
    /// <param name="message">A description of the run and its failure.</param>
    public SimulationFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="SimulationFailedException"/> class.</summary>
    /// <param name="message">A description of the run and its failure.</param>
    /// <param name="innerException">The cause.</param>
    public SimulationFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the seed of the run; null if all orders were being tried.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Gets the turns of the run: for each, the number of its task.</summary>
    public IReadOnlyList<long> Turns { get; init; } = [];
}
