using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Nested scopes end like a single one, at any depth, with a constant stack.</summary>
[DefaultContext]
public sealed class NestedScopeTests
{
    private const int Depth = 100_000;

    private readonly Scheduler scheduler = new(new() { TimeProvider = new SimulatedTime() });
    private readonly List<string> log = [];
    private int left;

    [Fact]
    public void Kill_ManyNestedScopes_EndsThemAll()
    {
        var outermost = scheduler.Spawn(task => Nest(task, Depth));
        scheduler.RunUntilIdle();
        Assert.Equal(Depth + 1, scheduler.TaskCount);
        scheduler.Kill(outermost);
        Assert.Equal((0, Depth), (scheduler.TaskCount, left));
    }

    [Fact]
    public void Dispose_ManyNestedScopes_EndsThemAll()
    {
        scheduler.Spawn(task => Nest(task, Depth));
        scheduler.RunUntilIdle();
        scheduler.Dispose();
        Assert.Equal((0, Depth), (scheduler.TaskCount, left));
    }

    [Fact]
    public void Within_ManyNestedScopesTimeOut_EndsThemAll()
    {
        var isInTime = true;
        scheduler.Spawn(async task => isInTime = await task.Within(TimeSpan.FromSeconds(1), part => Nest(part, Depth)));
        scheduler.Run();
        Assert.Equal((0, Depth), (scheduler.TaskCount, left));
        Assert.False(isInTime);
    }

    [Fact]
    public void RunScope_InnermostOfSeveralFails_ThrowsFromOutermost()
    {
        // An exception keeps a line for each frame that it has passed.
        const int Levels = 500;
        var outermost = scheduler.Spawn(task => Nest(task, Levels, fails: true));
        scheduler.RunUntilIdle();
        Assert.Equal((0, Levels), (scheduler.TaskCount, left));
        Assert.IsType<ArithmeticException>(outermost.GetOutcome()!.Value.Fault);
    }

    [Fact]
    public void Kill_ScopesWithCleanUp_TasksEndBeforeCleanUpOfScope()
    {
        var task = scheduler.Spawn(async task =>
        {
            try
            {
                await task.RunScope(async outer =>
                {
                    await outer.Spawn(child => Log(child, "first of outer"));
                    await outer.Spawn(child => child.RunScope(async inner =>
                    {
                        await inner.Spawn(grandchild => Log(grandchild, "of inner"));
                        await Log(inner, "inner");
                    }));
                    await Log(outer, "outer");
                });
            }
            finally
            {
                log.Add("task");
            }
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(task);
        Assert.Equal(["of inner", "inner", "first of outer", "outer", "task"], log);
    }

    private async Coroutine Nest(TaskContext task, int depth, bool fails = false)
    {
        if (depth == 0)
        {
            if (fails)
                throw new ArithmeticException();
            await task.Sleep(TimeSpan.FromHours(1));
            return;
        }

        try
        {
            await task.RunScope(async scope => await scope.Spawn(child => Nest(child, depth - 1, fails)));
        }
        finally
        {
            left++;
        }
    }

    private async Coroutine Log(TaskContext task, string what)
    {
        try
        {
            await task.Sleep(TimeSpan.FromDays(1));
        }
        finally
        {
            log.Add(what);
        }
    }
}
