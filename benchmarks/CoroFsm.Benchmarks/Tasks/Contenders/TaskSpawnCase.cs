using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Runs async methods that yield once and end, started one by one on one thread.</summary>
internal sealed class TaskSpawnCase(string name) : Case(name)
{
    private readonly SingleThread thread = new();
    private long done;

    internal override long Run(int operations)
    {
        thread.Run(() => Spawn(operations));
        return done += operations;
    }

    private static async Task Spawn(int times)
    {
        for (var left = times; left > 0; left--)
        {
            _ = YieldOnce();
            await Task.Yield();
        }
    }

    private static async Task YieldOnce() => await Task.Yield();
}
