namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Represents one contender of a suite.</summary>
/// <param name="name">Its name.</param>
/// <param name="baseline">The name of the case that it is compared with; null if it is a baseline itself.</param>
internal abstract class Case(string name, string? baseline = null)
{
    internal string Name { get; } = name;

    internal string Baseline { get; } = baseline ?? name;

    /// <summary>Gets a value indicating whether only the difference from the baseline is reported: the cost of an addition.</summary>
    internal bool IsSurcharge { get; init; }

    /// <summary>Gets the number of operations of the suite for one of this case: more than 1 for a slow one.</summary>
    internal virtual int Divisor => 1;

    /// <summary>Gets a value indicating whether other threads do a part of the work, so that their allocations count.</summary>
    internal virtual bool UsesOtherThreads => false;

    /// <summary>Gets the number of input bytes of one operation; 0 if there is no input to count.</summary>
    internal virtual double BytesPerOperation => 0;

    /// <summary>Runs a number of operations, and continues where the previous call ended.</summary>
    /// <param name="operations">The number of operations; the same for a case and its baseline.</param>
    /// <returns>The result of all the work so far: equal for a case and its baseline, or one of them is wrong.</returns>
    internal abstract long Run(int operations);
}
