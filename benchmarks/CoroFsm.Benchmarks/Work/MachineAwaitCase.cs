using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Work;

/// <summary>Awaits work in a machine.</summary>
internal sealed class MachineAwaitCase : Case
{
    private readonly WorkSource source = new();
    private long done;

    internal MachineAwaitCase(string name, string baseline)
        : base(name, baseline) => Machine.Start<int>(Work, new() { Synchronized = true });

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left--)
            source.EndLast();
        return done;
    }

    private async Coroutine Work(Inbox<int> inbox)
    {
        Func<CancellationToken, Task<int>> begin = source.Begin;
        while (true)
            done += await inbox.Await(begin);
    }
}
