using CoroFsm.Scheduling;

namespace CoroFsm.Benchmarks.Tasks;

/// <summary>Provides the coroutines of the tasks. Each repeatedly receives a number of operations and performs them.</summary>
internal static class Coroutines
{
    internal static async Coroutine Yield(TaskContext task)
    {
        while (true)
        {
            for (var left = await task.Receive<int>(); left > 0; left--)
                await task.Yield();
        }
    }

    /// <summary>Two messages a round: there and back.</summary>
    internal static async Coroutine Ping(TaskContext task)
    {
        var echo = await task.Spawn(Echo);
        await task.Send(echo, task.Self);
        while (true)
        {
            for (var left = await task.Receive<int>(); left > 0; left -= 2)
            {
                await task.Send(echo, (long)left);
                await task.Receive<long>();
            }
        }
    }

    /// <summary>Starts tasks that yield once and end.</summary>
    internal static async Coroutine Spawn(TaskContext task)
    {
        while (true)
        {
            for (var left = await task.Receive<int>(); left > 0; left--)
                await task.Spawn(YieldOnce);
        }
    }

    /// <summary>Starts tasks and kills each while it waits.</summary>
    internal static async Coroutine Kill(TaskContext task)
    {
        while (true)
        {
            for (var left = await task.Receive<int>(); left > 0; left--)
                await task.Kill(await task.Spawn(Wait));
        }
    }

    internal static async Coroutine Wait(TaskContext task) => await task.Receive<int>();

    internal static async Coroutine Sleep(TaskContext task) => await task.Sleep(TimeSpan.FromDays(1));

    private static async Coroutine YieldOnce(TaskContext task) => await task.Yield();

    private static async Coroutine Echo(TaskContext task)
    {
        var to = await task.Receive<TaskId>();
        while (true)
        {
            var ball = await task.Receive<long>();
            await task.Send(to, ball);
        }
    }
}
