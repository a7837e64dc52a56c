using System.Diagnostics;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Represents the measurements of one case, round by round.</summary>
/// <param name="contender">The case.</param>
internal sealed class Series(Case contender)
{
    private readonly List<double> nanoseconds = [];
    private long allOperations;
    private long allBytes;

    internal Case Case => contender;

    /// <summary>Gets the time of one operation, round by round.</summary>
    internal IReadOnlyList<double> Nanoseconds => nanoseconds;

    /// <summary>Gets the bytes that one operation allocates, over all rounds.</summary>
    internal double Bytes => (double)allBytes / allOperations;

    /// <summary>Gets the result of the work.</summary>
    internal long Work { get; private set; }

    internal void WarmUp(int operations) => Work = contender.Run(OperationsOf(operations));

    internal void Measure(int allOfSuite)
    {
        var operations = OperationsOf(allOfSuite);
        var bytesBefore = AllocatedBytes();
        var start = Stopwatch.GetTimestamp();
        Work = contender.Run(operations);
        var elapsed = Stopwatch.GetElapsedTime(start);

        allBytes += AllocatedBytes() - bytesBefore;
        allOperations += operations;
        nanoseconds.Add(elapsed.TotalNanoseconds / operations);
    }

    private int OperationsOf(int allOfSuite) => Math.Max(1, allOfSuite / contender.Divisor);

    private long AllocatedBytes() =>
        contender.UsesOtherThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
