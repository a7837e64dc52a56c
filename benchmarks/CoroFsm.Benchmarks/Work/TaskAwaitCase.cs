using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Work;

/// <summary>Awaits work in an <c>async Task</c> method.</summary>
internal sealed class TaskAwaitCase(string name) : Case(name)
{
    private readonly WorkSource source = new();
    private readonly CancellationTokenSource cancellation = new();
    private bool isRunning;
    private long done;

    internal override long Run(int operations)
    {
        if (!isRunning)
            _ = Work(source.Begin);
        isRunning = true;
        for (var left = operations; left > 0; left--)
            source.EndLast();
        return done;
    }

    private async Task Work(Func<CancellationToken, Task<int>> begin)
    {
        while (true)
            done += await begin(cancellation.Token).ConfigureAwait(false);
    }
}
