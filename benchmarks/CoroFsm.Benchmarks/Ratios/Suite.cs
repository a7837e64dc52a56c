namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Contenders that do the same work.</summary>
/// <param name="Name">The name of the suite.</param>
/// <param name="Operation">What one operation is, such as "event".</param>
/// <param name="Operations">How many operations a case runs in a round: some 100 µs to 100 ms.</param>
/// <param name="Cases">The contenders.</param>
internal sealed record Suite(string Name, string Operation, int Operations, IReadOnlyList<Case> Cases)
{
    /// <summary>Gets what is measured after the rounds, because it needs the memory for itself.</summary>
    internal IReadOnlyList<Footprint> Footprints { get; init; } = [];

    /// <summary>Gets what must be known about the results, such as contenders that are not there on this machine.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];
}
