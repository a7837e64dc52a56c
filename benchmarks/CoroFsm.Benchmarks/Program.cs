using System.CommandLine;
using CoroFsm.Benchmarks.Ratios;

var root = new RootCommand("Measures CoroFsm against its baselines.") { RatiosCommand.Create() };
AddDetailed(root);
return root.Parse(args).Invoke();

internal static partial class Program
{
    /// <summary>Adds the commands that need BenchmarkDotNet; none without it (Native AOT).</summary>
    static partial void AddDetailed(RootCommand root);
}
