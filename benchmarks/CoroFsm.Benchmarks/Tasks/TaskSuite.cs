using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Benchmarks.Tasks.Contenders;

namespace CoroFsm.Benchmarks.Tasks;

/// <summary>Measures tasks under a scheduler.</summary>
internal static class TaskSuite
{
    internal const string Name = "tasks";

    /// <summary>The number of turns, messages or tasks in a round.</summary>
    private const int Operations = 1 << 14;

    internal static Suite Create() => new(Name, "turn, message or task", Operations,
    [
        new TaskYieldCase("task-yield"),
        new SchedulerCase("yield", "task-yield", Coroutines.Yield, tasks: TaskYieldCase.Tasks),

        new ChannelCase("channel"),
        new SchedulerCase("message", "channel", Coroutines.Ping),

        new TaskSpawnCase("task-spawn"),
        new SchedulerCase("spawn", "task-spawn", Coroutines.Spawn),
        new SchedulerCase("kill", "spawn", Coroutines.Kill),

        new SleepCase("sleep/100000", "yield", sleepers: 100_000),
    ])
    {
        Measurements = [WaitingTasks.Create("waiting-task", Coroutines.Wait), WaitingTasks.Create("sleeping-task", Coroutines.Sleep)],
    };
}
