using CoroFsm.Tests.Scheduling;

namespace CoroFsm.Tests.Course;

/// <summary>The operating system of the course: its programs and their output.</summary>
public sealed class Tasks
{
    private readonly List<string> log = [];
    private readonly Scheduler scheduler;

    public Tasks() => scheduler = new(new() { Observer = new Terminations(log) });

    [Fact]
    public void TwoTasks_OfTenAndFiveTurns_TakeTurns()
    {
        scheduler.Spawn(task => Say(task, "I'm foo", 10));
        scheduler.Spawn(task => Say(task, "I'm bar", 5));
        scheduler.Run();

        Assert.Equal(
            [.. Repeat(5, "I'm foo", "I'm bar"), "I'm foo", "Task 2 terminated", .. Repeat(4, "I'm foo"), "Task 1 terminated"],
            log);
    }

    [Fact]
    public void GetId_ByTask_ReturnsItsOwnId()
    {
        scheduler.Spawn(task => SayWithId(task, "I'm foo", 5));
        scheduler.Spawn(task => SayWithId(task, "I'm bar", 10));
        scheduler.Run();

        Assert.Equal(
            [.. Repeat(5, "I'm foo 1", "I'm bar 2"), "Task 1 terminated", .. Repeat(5, "I'm bar 2"), "Task 2 terminated"],
            log);
    }

    [Fact]
    public void Kill_Child_EndsItBeforeParentContinues()
    {
        scheduler.Spawn(async task =>
        {
            var child = await task.Spawn(child => SayWithId(child, "I'm foo", int.MaxValue));
            for (var i = 0; i < 5; i++)
                await task.Yield();
            await task.Kill(child);
            log.Add("main done");
        });
        scheduler.Run();

        Assert.Equal([.. Repeat(5, "I'm foo 2"), "Task 2 terminated", "main done", "Task 1 terminated"], log);
    }

    [Fact]
    public void Join_Child_ContinuesWhenItHasEnded()
    {
        scheduler.Spawn(async task =>
        {
            var child = await task.Spawn(child => Say(child, "I'm foo", 5));
            log.Add("Waiting for child");
            await task.Wait(child);
            log.Add("Child done");
        });
        scheduler.Run();

        Assert.Equal(
            ["I'm foo", "Waiting for child", .. Repeat(4, "I'm foo"), "Task 2 terminated", "Child done", "Task 1 terminated"],
            log);
    }

    [Fact]
    public void SubCoroutine_OfTask_ReturnsToTheTask()
    {
        scheduler.Spawn(async task => log.Add($"{await Add(task, 2, 2)}"));
        scheduler.Run();

        Assert.Equal(["4", "Task 1 terminated"], log);

        static async Coroutine<int> Add(TaskContext task, int x, int y)
        {
            await task.Yield();
            return x + y;
        }
    }

    private static IEnumerable<string> Repeat(int times, params string[] lines) => Enumerable.Repeat(lines, times).SelectMany(l => l);

    private async Coroutine Say(TaskContext task, string what, int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            log.Add(what);
            await task.Yield();
        }
    }

    private async Coroutine SayWithId(TaskContext task, string what, int turns)
    {
        var id = await task.GetId();
        for (var i = 0; i < turns; i++)
        {
            log.Add($"{what} {id}");
            await task.Yield();
        }
    }
}
