namespace CoroFsm.Testing;

/// <summary>How much an exploration has tried.</summary>
/// <param name="Runs">How many orders of turns.</param>
/// <param name="IsComplete">Whether these are all.</param>
public sealed record SimulationCoverage(int Runs, bool IsComplete);
