using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Runs async methods that await <see cref="Task.Yield"/> on one thread.</summary>
internal sealed class TaskYieldCase(string name) : Case(name)
{
    internal const int Tasks = 8;

    private readonly SingleThread thread = new();
    private long done;

    internal override long Run(int operations)
    {
        thread.Run(() => Task.WhenAll(
            Enumerable.Range(0, Tasks).Select(i => Yield((operations / Tasks) + (i < operations % Tasks ? 1 : 0)))));
        return done += operations;
    }

    private static async Task Yield(int times)
    {
        for (var left = times; left > 0; left--)
            await Task.Yield();
    }
}
