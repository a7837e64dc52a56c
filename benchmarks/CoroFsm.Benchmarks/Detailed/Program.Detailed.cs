using System.CommandLine;
using BenchmarkDotNet.Running;
using CoroFsm.Benchmarks.Detailed;
using CoroFsm.Benchmarks.Dispatch;

/// <content>The commands that run a suite under BenchmarkDotNet.</content>
internal static partial class Program
{
    static partial void AddDetailed(RootCommand root) => root.Add(Detailed<DispatchBenchmarks>(DispatchSuite.Name));

    private static Command Detailed<TBenchmarks>(string suite)
    {
        var command = new Command(suite, $"Runs the suite {suite} under BenchmarkDotNet, which gets all further arguments.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(arguments =>
        {
            string[] further = [.. arguments.UnmatchedTokens];
            BenchmarkSwitcher.FromTypes([typeof(TBenchmarks)]).Run(further.Length > 0 ? further : ["--filter", "*"]);
        });
        return command;
    }
}
