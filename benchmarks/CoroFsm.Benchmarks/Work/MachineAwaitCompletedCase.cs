using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Work;

/// <summary>Awaits work that is complete in a machine.</summary>
internal sealed class MachineAwaitCompletedCase : Case
{
    private readonly Machine<int> machine;
    private long done;

    internal MachineAwaitCompletedCase(string name, string baseline)
        : base(name, baseline) => machine = Machine.Start<int>(Work, new() { Synchronized = true });

    internal override long Run(int operations)
    {
        machine.Send(operations);
        return done;
    }

    private async Coroutine Work(Inbox<int> inbox)
    {
        Func<CancellationToken, Task<int>> begin = WorkSource.BeginCompleted;
        await foreach (var operations in inbox)
        {
            for (var left = operations; left > 0; left--)
                done += await inbox.Await(begin);
        }
    }
}
