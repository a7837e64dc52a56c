namespace CoroFsm.Tests.Machines;

/// <summary>async for and async with, on every path.</summary>
public sealed class EnumerationTests
{
    private readonly List<string> log = [];

    [Fact]
    public void AwaitForeach_Complete_EndsTheLoop()
    {
        var machine = Machine.Start<string>(Each);
        machine.Send("a");
        machine.Complete();
        Assert.Equal(["a", "after"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void AwaitForeach_AfterEndOfInput_EndsAtOnce()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await Each(inbox);
            await Each(inbox);
        });
        machine.Complete();
        Assert.Equal(["after", "after"], log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Complete_DeferredEventsRemain_CanBeReceived(bool byForeach)
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var e in inbox.Where(static e => e == "a"))
                    log.Add(e);
                log.Add("end");
                if (byForeach)
                    await Each(inbox);
                else
                    log.Add(await inbox.Receive());
            },
            new() { Unmatched = Unmatched.Defer });
        machine.Send("b");
        machine.Send("a");
        machine.Complete();
        Assert.Equal(byForeach ? ["a", "end", "b", "after"] : ["a", "end", "b"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Complete_DeferredEventsRemainAndEndIsIgnored_IsAbandoned()
    {
        var machine = Machine.Start<string>(
            static async inbox =>
            {
                while (true)
                {
                    await foreach (var e in inbox.Where(static e => e == "a"))
                        _ = e;
                }
            },
            new() { Unmatched = Unmatched.Defer });
        machine.Send("b");
        Assert.Contains("the end of its input", Assert.Throws<InvalidOperationException>(machine.Complete).Message);
    }

    [Fact]
    public void AwaitForeach_LeftEarly_Continues()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            await foreach (var e in inbox)
            {
                if (e == "stop")
                    break;
                log.Add(e);
            }

            log.Add($"then {await inbox.Receive()}");
        });
        machine.Send("a");
        machine.Send("stop");
        machine.Send("b");
        Assert.Equal(["a", "then b"], log);
    }

    [Fact]
    public void AwaitForeach_Closed_Unwinds()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await foreach (var e in inbox)
                    log.Add(e);
                log.Add("never");
            }
            finally
            {
                log.Add("finally");
            }
        });
        machine.Dispose();
        Assert.Equal(["finally"], log);
    }

    [Fact]
    public void AwaitForeachWhere_Events_ReceivesAcceptedAndEndsWithInput()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var e in inbox.Where(e => e.Length == 1))
                    log.Add(e);
                log.Add("after");
            },
            new() { Unmatched = Unmatched.Ignore });
        machine.Send("a");
        machine.Send("long");
        machine.Send("b");
        machine.Complete();
        Assert.Equal(["a", "b", "after"], log);
    }

    [Fact]
    public void AwaitUsing_NormalExit_WaitsInTheExitAndKeepsTheResult()
    {
        using var machine = Machine.Start<string>(async inbox => log.Add(await WithResource(inbox)));
        Assert.Equal(["body"], log);
        machine.Send("bye");
        Assert.Equal(["body", "released by bye", "result"], log);
    }

    [Fact]
    public void AwaitUsing_Exception_WaitsInExitAndRethrows()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await using var resource = new Resource(inbox, log);
            throw new ArithmeticException(await inbox.Receive());
        });
        machine.Send("boom");
        Assert.Equal("boom", Assert.Throws<ArithmeticException>(() => machine.Send("bye")).Message);
        Assert.Equal(["released by bye"], log);
    }

    [Fact]
    public void AwaitUsing_CloseAndWaitInExit_IsRaisedAgainAndMachineEnds()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await using var resource = new Resource(inbox, log);
            await inbox.Receive();
        });
        machine.Dispose();
        Assert.Equal(["not released"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void AwaitUsing_CloseWhileExitWaits_CompletesExit()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await using var outer = new Resource(inbox, log);
            await using var inner = new Resource(inbox, log);
        });
        machine.Dispose();
        Assert.Equal(["not released", "not released"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void AwaitUsing_EndOfInput_EndsNormally()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await using var resource = new Resource(inbox, log);
            await Each(inbox);
        });
        machine.Complete();
        Assert.Equal(["after", "not released"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void AwaitUsing_Several_ExitInReverseOrder()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            await using var outer = new Resource(inbox, log);
            await using var inner = new Resource(inbox, log);
        });
        machine.Send("1");
        machine.Send("2");
        Assert.Equal(["released by 1", "released by 2"], log);
    }

    private async Coroutine Each(Inbox<string> inbox)
    {
        await foreach (var e in inbox)
            log.Add(e);
        log.Add("after");
    }

    private async Coroutine<string> WithResource(Inbox<string> inbox)
    {
        await using var resource = new Resource(inbox, log);
        log.Add("body");
        return "result";
    }

    private sealed class Resource(Inbox<string> inbox, List<string> log)
    {
        public async Coroutine DisposeAsync()
        {
            var isReleased = false;
            try
            {
                log.Add($"released by {await inbox.Receive()}");
                isReleased = true;
            }
            finally
            {
                if (!isReleased)
                    log.Add("not released");
            }
        }
    }
}
