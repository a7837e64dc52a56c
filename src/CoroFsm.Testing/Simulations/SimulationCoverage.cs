namespace CoroFsm.Testing;

/// <summary>Describes how many orders an exploration has tried.</summary>
/// <param name="Runs">The number of orders of turns.</param>
/// <param name="IsComplete">Whether these are all orders.</param>
public sealed record SimulationCoverage(int Runs, bool IsComplete);
