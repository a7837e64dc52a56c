namespace CoroFsm.Testing;

/// <summary>Thrown when a simulated run fails: with the seed that runs it again, and the last turns. What it failed with is inside.</summary>
public sealed class SimulationFailedException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="SimulationFailedException"/> class.</summary>
    public SimulationFailedException()
        : base("A simulated run failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="SimulationFailedException"/> class.</summary>
    /// <param name="message">Which run failed, and how.</param>
    public SimulationFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="SimulationFailedException"/> class.</summary>
    /// <param name="message">Which run failed, and how.</param>
    /// <param name="innerException">What it failed with.</param>
    public SimulationFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the seed of the run; null if all orders were being tried.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Gets the turns of the run: the number of the task that had each.</summary>
    public IReadOnlyList<long> Turns { get; init; } = [];
}
