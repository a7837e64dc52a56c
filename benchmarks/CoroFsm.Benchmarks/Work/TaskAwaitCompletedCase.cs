using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Work;

/// <summary>Awaits work that is complete in an <c>async Task</c> method.</summary>
internal sealed class TaskAwaitCompletedCase(string name) : Case(name)
{
    private readonly CancellationTokenSource cancellation = new();
    private long done;

    internal override long Run(int operations)
    {
        _ = Work(operations, WorkSource.BeginCompleted);
        return done;
    }

    private async Task Work(int operations, Func<CancellationToken, Task<int>> begin)
    {
        for (var left = operations; left > 0; left--)
            done += await begin(cancellation.Token).ConfigureAwait(false);
    }
}
