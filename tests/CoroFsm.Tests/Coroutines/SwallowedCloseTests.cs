using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>A coroutine that catches its close: the close is raised in each of its callers.</summary>
public sealed class SwallowedCloseTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly List<string> log = [];

    [Fact]
    public void Dispose_ChildSwallowsClose_IsRaisedInEachCaller()
    {
        var machine = Machine.Start<int>(async inbox =>
        {
            try
            {
                await Middle(inbox);
                log.Add("outer continued");
            }
            finally
            {
                log.Add("outer finally");
            }
        });
        machine.Dispose();
        Assert.Equal(["swallowed", "middle finally", "outer finally"], log);
        Assert.Equal((MachineStatus.Closed, null), (machine.Status, machine.Fault));

        async Coroutine Middle(Inbox<int> inbox)
        {
            try
            {
                log.Add($"{await Swallowing(inbox)}");
            }
            catch (CoroutineClosedException)
            {
                log.Add("middle finally");      // this one swallows it, too
            }
        }
    }

    [Fact]
    public void Dispose_ChildOfGeneratorSwallowsClose_GeneratorDoesNotContinue()
    {
        var machine = Machine.Start<int>(inbox => Calling(inbox));
        machine.Dispose();
        Assert.Equal(["swallowed", "finally"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);

        IEnumerable<Wait> Calling(Inbox<int> inbox)
        {
            try
            {
                yield return SwallowingAll(inbox);
                log.Add("continued");
            }
            finally
            {
                log.Add("finally");
            }
        }

        async Coroutine SwallowingAll(Inbox<int> inbox) => await Swallowing(inbox);
    }

    [Fact]
    public void Dispose_ExitOfResourceSwallowsClose_OuterExitsRun()
    {
        var machine = Machine.Start<int>(async inbox =>
        {
            await using var outer = new AsyncResource(() => log.Add("outer exit"));
            await using (new WaitingResource(this, inbox))
                log.Add("body");
            log.Add("continued");
        });
        machine.Dispose();
        Assert.Equal(["body", "swallowed", "outer exit"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Kill_CoroutineSwallowsClose_IsRaisedInCaller()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var id = scheduler.Spawn(async task =>
        {
            await Sleeping(task);
            log.Add("continued");
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(id);
        Assert.Equal(["swallowed"], log);
        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);

        async Coroutine Sleeping(TaskContext task)
        {
            try
            {
                await task.Sleep(Long);
            }
            catch (CoroutineClosedException)
            {
                log.Add("swallowed");
            }
        }
    }

    [Fact]
    public void Until_SubstateSwallowsExit_ReturnsToCallerNormally()
    {
        using var machine = Machine.Start<int>(async inbox =>
        {
            var end = await inbox.Until(static e => e == 9).Run(Substate(inbox));
            log.Add($"{end.IsInterrupted} {end.Result}");
        });
        machine.Send(9);
        Assert.Equal(["swallowed", "True 7"], log);

        async Coroutine<int> Substate(Inbox<int> inbox)
        {
            try
            {
                await inbox.Expect(1);
            }
            catch (OperationCanceledException)
            {
                log.Add("swallowed");
            }

            return 7;
        }
    }

    private async Coroutine<int> Swallowing(Inbox<int> inbox)
    {
        try
        {
            return await inbox.Receive();
        }
        catch (CoroutineClosedException)
        {
            log.Add("swallowed");
            return 0;
        }
    }

    private sealed class WaitingResource(SwallowedCloseTests test, Inbox<int> inbox)
    {
        public Coroutine<int> DisposeAsync() => test.Swallowing(inbox);
    }
}
