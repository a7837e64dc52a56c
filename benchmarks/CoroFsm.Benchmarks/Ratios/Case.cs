namespace CoroFsm.Benchmarks.Ratios;

/// <summary>One contender of a suite.</summary>
/// <param name="name">Its name.</param>
/// <param name="baseline">The name of the case it is compared with; null: it is a baseline itself.</param>
internal abstract class Case(string name, string? baseline = null)
{
    internal string Name { get; } = name;

    internal string Baseline { get; } = baseline ?? name;

    /// <summary>Gets a value indicating whether only what it takes beyond its baseline is reported: the price of one more thing per operation.</summary>
    internal bool IsSurcharge { get; init; }

    /// <summary>Gets how many bytes of input one operation takes; 0 where there are none to count.</summary>
    internal virtual double BytesPerOperation => 0;

    /// <summary>Runs some operations, continuing where the last call ended.</summary>
    /// <param name="operations">How many; the same for all cases of the suite.</param>
    /// <returns>What all the work so far has come to: the same for a case and its baseline, or one of them is wrong.</returns>
    internal abstract long Run(int operations);
}
