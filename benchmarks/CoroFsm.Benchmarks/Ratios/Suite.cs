namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Represents a set of contenders that do the same work.</summary>
/// <param name="Name">The name of the suite.</param>
/// <param name="Operation">The name of one operation, such as "event".</param>
/// <param name="Operations">The number of operations in a round of a case, which takes about 100 µs to 100 ms.</param>
/// <param name="Cases">The contenders.</param>
internal sealed record Suite(string Name, string Operation, int Operations, IReadOnlyList<Case> Cases)
{
    /// <summary>Gets the measurements after the rounds: each needs the memory for itself.</summary>
    internal IReadOnlyList<Footprint> Footprints { get; init; } = [];

    /// <summary>Gets notes about the results, such as contenders that are not installed on this machine.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];
}
