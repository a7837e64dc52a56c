using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Scheduling;

namespace CoroFsm.Benchmarks.Tasks;

/// <summary>Measures a million tasks that wait.</summary>
internal static class WaitingTasks
{
    private const int Count = 1_000_000;

    internal static Footprint Create(string name, Func<TaskContext, Coroutine> coroutine)
    {
        var scheduler = new Scheduler();
        var made = 0;
        return new(name, baseline: "spawn", Count, () =>
        {
            if (made++ % Count == 0)
                scheduler = new();
            scheduler.Spawn(coroutine);
            scheduler.Step();
            return scheduler;
        });
    }
}
