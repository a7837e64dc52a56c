using System.CommandLine;
using CoroFsm.Benchmarks.Durable.Contenders;
using CoroFsm.Benchmarks.Ratios;

var root = new RootCommand("Measures CoroFsm against its baselines.") { RatiosCommand.Create() };
AddDetailed(root);
root.Add(ChildCommand());
return root.Parse(args).Invoke();

internal static partial class Program
{
    /// <summary>Adds the commands that need BenchmarkDotNet; none without it (Native AOT).</summary>
    static partial void AddDetailed(RootCommand root);

    /// <summary>Creates the command that a suite runs in a process of its own.</summary>
    private static Command ChildCommand()
    {
        var path = new Argument<string>("path");
        var command = new Command(FirstReplay.CommandName) { path };
        command.Hidden = true;
        command.SetAction(arguments => FirstReplay.RunAsync(arguments.GetRequiredValue(path)));
        return command;
    }
}
