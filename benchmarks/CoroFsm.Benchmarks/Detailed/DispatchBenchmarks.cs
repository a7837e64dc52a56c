using BenchmarkDotNet.Attributes;
using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Detailed;

/// <summary>The cases of the suite <c>dispatch</c>, each alone in a process of its own.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private Case contender = null!;

    /// <summary>Gets the names of the cases.</summary>
    public static IEnumerable<string> Names => DispatchSuite.Create().Cases.Select(contender => contender.Name);

    [ParamsSource(nameof(Names))]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Start() => contender = DispatchSuite.Create().Cases.Single(contender => contender.Name == Case);

    /// <summary>Handles random events.</summary>
    /// <returns>The result of the work.</returns>
    [Benchmark(OperationsPerInvoke = RandomEvents.Count)]
    public long Events() => contender.Run(RandomEvents.Count);
}
