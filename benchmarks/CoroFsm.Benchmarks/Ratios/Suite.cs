namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Represents a set of contenders that do the same work.</summary>
/// <param name="Name">The name of the suite.</param>
/// <param name="Operation">The name of one operation, such as "event".</param>
/// <param name="Operations">The number of operations in a round of a case, which takes about 100 µs to 100 ms.</param>
/// <param name="Cases">The contenders.</param>
internal sealed record Suite(string Name, string Operation, int Operations, IReadOnlyList<Case> Cases) : IDisposable
{
    /// <summary>Gets the measurements after the rounds.</summary>
    internal IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Gets what the suite has opened; null for nothing.</summary>
    internal IDisposable? Resources { get; init; }

    /// <summary>Gets notes about the results, such as contenders that are not installed on this machine.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    public void Dispose() => Resources?.Dispose();
}
