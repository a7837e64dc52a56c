using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Scheduling;

namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Tasks that are told how often to do something.</summary>
/// <param name="name">The name of the case.</param>
/// <param name="baseline">What it is compared with.</param>
/// <param name="coroutine">What each does.</param>
/// <param name="tasks">How many share the work.</param>
internal sealed class SchedulerCase(string name, string baseline, Func<TaskContext, Coroutine> coroutine, int tasks = 1) : Case(name, baseline)
{
    private readonly Scheduler scheduler = new();
    private readonly TaskId[] ids = new TaskId[tasks];
    private TaskContext teller;
    private long done;

    internal override long Run(int operations)
    {
        if (done == 0)
            Start();

        for (var i = 0; i < tasks; i++)
            teller.TrySend(ids[i], (operations / tasks) + (i < operations % tasks ? 1 : 0));
        scheduler.RunUntilIdle();
        return done += operations;
    }

    private void Start()
    {
        // A context of some task is what sends without allocating.
        scheduler.Spawn(async task =>
        {
            teller = task;
            await task.Receive<int>();
        });
        for (var i = 0; i < tasks; i++)
            ids[i] = scheduler.Spawn(coroutine);
        scheduler.RunUntilIdle();
    }
}
