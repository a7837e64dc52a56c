using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;
using CoroFsm.Durability.Sqlite;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Measures the first load of a machine in a process, whose code is not compiled yet, in a child process.</summary>
internal sealed class FirstReplay(string name, string baseline, string path) : Measurement(name, baseline)
{
    /// <summary>The command of the child process.</summary>
    internal const string CommandName = "first-replay";

    /// <summary>Loads the machine in this process, and writes the nanoseconds of an event.</summary>
    internal static async Task RunAsync(string path)
    {
        await using var host = await DurableHost.OpenAsync<OrderEvent>(
            new SqliteJournal(path), Orders.Run, new() { Json = Orders.Json }).ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        var loaded = await host.GetInfoAsync(ReplayCase.Key).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (loaded?.Sequence != ReplayCase.Events + 1)
            throw new InvalidOperationException($"The machine is {loaded}.");
        Console.WriteLine((elapsed.TotalNanoseconds / ReplayCase.Events).ToString(CultureInfo.InvariantCulture));
    }

    private protected override Sample MeasureOnce()
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, Assembly.GetEntryAssembly()!.GetName().Name + ".dll"));
        start.ArgumentList.Add(CommandName);
        start.ArgumentList.Add(path);
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? new(double.Parse(output, CultureInfo.InvariantCulture), Bytes: 0)
            : throw new InvalidOperationException($"The child process has ended with {child.ExitCode}: {output}");
    }
}
