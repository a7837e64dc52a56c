namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Represents what is measured after the rounds, because it needs the process, or another one, for itself.</summary>
/// <param name="name">The name of what is measured.</param>
/// <param name="baseline">The name of the case that the time is compared with.</param>
internal abstract class Measurement(string name, string baseline)
{
    private const int Repetitions = 3;

    internal string Name { get; } = name;

    internal string Baseline { get; } = baseline;

    internal Sample[] Measure() => [.. Enumerable.Range(0, Repetitions).Select(_ => MeasureOnce())];

    private protected abstract Sample MeasureOnce();

    /// <summary>The time of one operation, and the memory of one object.</summary>
    internal sealed record Sample(double Nanoseconds, double Bytes);
}
