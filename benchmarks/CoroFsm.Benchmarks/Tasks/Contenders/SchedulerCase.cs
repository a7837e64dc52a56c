using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Scheduling;

namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Runs tasks that each receive a number of operations and perform them.</summary>
/// <param name="name">The name of the case.</param>
/// <param name="baseline">The name of the case that it is compared with.</param>
/// <param name="coroutine">The coroutine of each task.</param>
/// <param name="tasks">The number of tasks that share the work.</param>
internal sealed class SchedulerCase(string name, string baseline, Func<TaskContext, Coroutine> coroutine, int tasks = 1)
    : Case(name, baseline)
{
    private readonly Scheduler scheduler = new();
    private readonly TaskId[] ids = new TaskId[tasks];
    private TaskContext sender;
    private long done;

    internal override long Run(int operations)
    {
        if (done == 0)
            Start();

        for (var i = 0; i < tasks; i++)
            sender.TrySend(ids[i], (operations / tasks) + (i < operations % tasks ? 1 : 0));
        scheduler.RunUntilIdle();
        return done += operations;
    }

    private void Start()
    {
        // The context of a task sends without allocating.
        scheduler.Spawn(async task =>
        {
            sender = task;
            await task.Receive<int>();
        });
        for (var i = 0; i < tasks; i++)
            ids[i] = scheduler.Spawn(coroutine);
        scheduler.RunUntilIdle();
    }
}
