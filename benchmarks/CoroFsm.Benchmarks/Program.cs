using System.CommandLine;
using CoroFsm.Benchmarks.Ratios;

var root = new RootCommand("Measures CoroFsm against its baselines.") { RatiosCommand.Create() };
AddDetailed(root);
return root.Parse(args).Invoke();

internal static partial class Program
{
    /// <summary>Adds what needs BenchmarkDotNet; without it (Native AOT) nothing.</summary>
    static partial void AddDetailed(RootCommand root);
}
