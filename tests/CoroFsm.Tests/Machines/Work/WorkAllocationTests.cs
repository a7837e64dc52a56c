namespace CoroFsm.Tests.Machines.Work;

/// <summary>What the await of work allocates in the steady state.</summary>
public sealed class WorkAllocationTests
{
    private const int Rounds = 1_000;

    /// <summary>The bytes that a wait may allocate beyond the task of its work.</summary>
    private const int MaxBytes = 300;

    private static readonly MachineOptions Synchronized = new() { Synchronized = true };

    [Fact]
    public void Await_WorkIsComplete_AllocatesNothing()
    {
        var task = Task.FromResult(1);
        Func<CancellationToken, Task<int>> begin = _ => task;
        var sum = 0;
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                while (true)
                {
                    var rounds = await inbox.Receive();
                    for (var i = 0; i < rounds; i++)
                    {
                        sum += await inbox.Await(begin);
                        sum += await inbox.Await(static _ => ValueTask.FromResult(1));
                        await inbox.Await(static _ => Task.CompletedTask, "Named");
                        await inbox.Await(static _ => ValueTask.CompletedTask, "Named");
                    }
                }
            },
            Synchronized);
        machine.Send(1);
        Assert.Equal(0, Allocated.By(() => machine.Send(Rounds)) / Rounds);
        Assert.True(sum > 2 * Rounds);
    }

    [Fact]
    public void Await_WorkEndsLater_AllocatesLittleBeyondTheTask()
    {
        var work = new TaskCompletionSource<int>();
        Func<CancellationToken, Task<int>> begin = _ => work.Task;
        var sum = 0;
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                while (true)
                    sum += await inbox.Await(begin);
            },
            Synchronized);
        Run(1);
        var task = Allocated.By(static () =>
        {
            for (var i = 0; i < Rounds; i++)
                _ = new TaskCompletionSource<int>().Task;
        });
        var all = Allocated.By(() => Run(Rounds));
        Assert.InRange((all - task) / Rounds, 0, MaxBytes);
        Assert.True(sum > Rounds);

        void Run(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                var last = work;
                work = new();
                last.SetResult(1);
            }
        }
    }
}
