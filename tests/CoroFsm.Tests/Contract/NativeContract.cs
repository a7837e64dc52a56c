namespace CoroFsm.Tests.Contract;

/// <summary>The contract over native coroutines.</summary>
public sealed class NativeContract : MachineContract
{
    [Fact]
    public void Throw_WaitingAndHandled_Continues()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
            {
                try
                {
                    log.Add(await inbox.Receive());
                }
                catch (TimeoutException)
                {
                    log.Add("timeout");
                }
            }
        });

        machine.Send("a");
        machine.Throw(new TimeoutException());
        machine.Send("b");
        Assert.Equal(["a", "timeout", "b"], log);
    }

    [Fact]
    public void Dispose_CoroutineWaitsAgain_IsRaisedAgain()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await inbox.Receive();
            }
            finally
            {
                try
                {
                    await inbox.Receive();
                    log.Add("never");
                }
                catch (CoroutineClosedException)
                {
                    log.Add("again");
                }
            }
        });
        machine.Dispose();
        Assert.Equal(["again"], log);
    }

    [Fact]
    public void Dispose_CoroutineIgnoresClose_IsAbandonedAfter16Waits()
    {
        var times = 0;
        var machine = Machine.Start<string>(
            async inbox =>
            {
                while (true)
                {
                    try
                    {
                        await inbox.Receive();
                    }
                    catch (CoroutineClosedException)
                    {
                        times++;
                    }
                }
            },
            new() { Name = "door" });

        var error = Assert.Throws<InvalidOperationException>(machine.Dispose);
        Assert.Contains("door", error.Message);
        Assert.Contains("ignored the close", error.Message);
        Assert.Equal(17, times);
        Assert.False(machine.TrySend("late"));
    }

    [Fact]
    public void Complete_CoroutineIgnoresEnd_IsAbandonedAfter16Waits()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
            {
                await foreach (var e in inbox)
                    _ = e;
            }
        });
        Assert.Contains("the end of its input", Assert.Throws<InvalidOperationException>(machine.Complete).Message);
    }

    [Fact]
    public void Complete_EndOfInputIsCaught_CoroutineFinishesItsWork()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                while (true)
                    log.Add(await inbox.Receive());
            }
            catch (EndOfInputException)
            {
                log.Add("end");
            }
        });
        machine.Send("a");
        machine.Complete();
        Assert.Equal(["a", "end"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    protected override Machine<string> StartCore(MachineOptions? options) => Machine.Start<string>(inbox => Run(inbox, Script), options);

    private static async Coroutine Run(Inbox<string> inbox, Script script)
    {
        try
        {
            if (script.First is { } first && !script.Obey(first, inbox))
                return;
            while (script.Obey(await inbox.Receive(), inbox))
            {
            }
        }
        finally
        {
            script.CleanUp();
        }
    }
}
