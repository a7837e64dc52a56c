namespace CoroFsm.Tests.Machines;

public sealed partial class SuperstateTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Handle_EventUnmatchedBySubstate_IsHandledAndSubstateContinues()
    {
        using var phone = Machine.Start<string>(Phone);
        foreach (var e in new[] { "offhook", "volume", "5", "dial", "volume" })
            phone.Send(e);
        Assert.Equal(["volume 1", "digit 5", "volume 2"], log);
        Assert.Equal("Phone/Call/Talking", phone.State);
    }

    [Fact]
    public void Until_Interrupted_RunsFinallyBlocksInnermostFirstAndReturnsEvent()
    {
        using var phone = Machine.Start<string>(Phone);
        foreach (var e in new[] { "offhook", "dial", "onhook" })
            phone.Send(e);
        Assert.Equal(["talking over", "call over", "hung up by onhook"], log);
        Assert.Equal("Phone", phone.State);
    }

    [Fact]
    public void Until_SubstateEndsByItself_IsNotInterrupted()
    {
        using var phone = Machine.Start<string>(Phone);
        foreach (var e in new[] { "offhook", "dial", "bye" })
            phone.Send(e);
        Assert.Equal(["talking over", "call over", "other side"], log);
        phone.Send("offhook");
        Assert.Equal("Phone/Call/Dialling", phone.State);
    }

    [Fact]
    public void Until_Nested_InnerHandlersComeFirst()
    {
        using var machine = Machine.Start<string>(Outer);
        machine.Send("x");
        machine.Send("y");
        Assert.Equal(["x to inner", "y to outer"], log);

        async Coroutine Outer(Inbox<string> inbox)
        {
            if (await inbox.Until(e => e is "x" or "y").Run(Inner(inbox)) is { IsInterrupted: true, By: var by })
                log.Add($"{by} to outer");
            await inbox.Receive();
        }

        async Coroutine Inner(Inbox<string> inbox)
        {
            if (await inbox.Until(e => e is "x").Run(Leaf(inbox)) is { IsInterrupted: true, By: var by })
                log.Add($"{by} to inner");
            await inbox.Expect("z");
        }

        static async Coroutine Leaf(Inbox<string> inbox) => await inbox.Expect("z");
    }

    [Fact]
    public void Until_OuterInterruptsThroughInner_BothUnwind()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            log.Add((await inbox.Until(e => e == "out").Run(Middle(inbox))).IsInterrupted ? "left" : "ended");
            log.Add(await inbox.Receive());
        });
        machine.Send("out");
        machine.Send("next");
        Assert.Equal(["leaf over", "middle over", "left", "next"], log);

        async Coroutine Middle(Inbox<string> inbox)
        {
            try
            {
                await inbox.Until(e => e == "in").Run(Leaf(inbox));
            }
            finally
            {
                log.Add("middle over");
            }
        }

        async Coroutine Leaf(Inbox<string> inbox)
        {
            try
            {
                await inbox.Expect("z");
            }
            finally
            {
                log.Add("leaf over");
            }
        }
    }

    [Fact]
    public void Until_SubstateIsALoop_EndsWithoutAnException()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var end = await inbox.Until(e => e == "x").Run(Each(inbox));
            log.Add($"left by {end.By}");
            log.Add(await inbox.Receive());
        });
        machine.Send("1");
        machine.Send("x");
        machine.Send("y");
        Assert.Equal(["1", "loop over", "left by x", "y"], log);

        async Coroutine Each(Inbox<string> inbox)
        {
            await foreach (var e in inbox.Where(e => e != "x"))
                log.Add(e);
            log.Add("loop over");
        }
    }

    [Fact]
    public void Until_SubstateWithResult_ReturnsItOrTheEvent()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
            {
                var end = await inbox.Until(e => e == "x").Run(Pair(inbox));
                log.Add(end.IsInterrupted ? $"left by {end.By}" : end.Result);
            }
        });
        foreach (var e in new[] { "1", "2", "3", "x", "4", "5" })
            machine.Send(e);
        Assert.Equal(["12", "left by x", "45"], log);

        static async Coroutine<string> Pair(Inbox<string> inbox) =>
            await inbox.Receive(static e => e != "x") + await inbox.Receive(static e => e != "x");
    }

    [Fact]
    public void Until_SubstateFactoryThrows_LeavesNothing()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await inbox.Until(e => e == "quit").Run(Unmakeable());
            }
            catch (ArithmeticException)
            {
                log.Add("not made");
            }

            log.Add(await inbox.Expect("a"));
        });
        Assert.Throws<UnexpectedEventException>(() => machine.Send("quit"));
        machine.Send("a");
        Assert.Equal(["not made", "a"], log);

        static Coroutine Unmakeable() => throw new ArithmeticException();
    }

    [Fact]
    public void Until_RunTwice_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<string>(async inbox =>
        {
            var superstate = inbox.Until(e => e == "quit");
            await superstate.Run(Coroutine.Completed);
            await superstate.Run(Coroutine.Completed);
        }));
        Assert.Contains("again", error.Message);
    }

    [Fact]
    public void Deferred_AcceptedByLaterHandler_IsHandled()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Expect("a");
                using var handler = inbox.Handle(e => e == "early", e => log.Add(e));
                await inbox.Expect("b");
            },
            new() { Unmatched = Unmatched.Defer });
        machine.Send("early");
        machine.Send("a");
        Assert.Equal(["early"], log);
    }

    [Fact]
    public void Substate_ReturnsUnmatchedEvent_SuperstateHandlesIt()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
                log.Add($"unknown {await Digits(inbox)}");
        });
        foreach (var e in new[] { "1", "2", "x", "3", "y" })
            machine.Send(e);
        Assert.Equal(["1", "2", "unknown x", "3", "unknown y"], log);

        async Coroutine<string> Digits(Inbox<string> inbox)
        {
            while (true)
            {
                var e = await inbox.Receive();
                if (!char.IsDigit(e[0]))
                    return e;
                log.Add(e);
            }
        }
    }

    private async Coroutine Phone(Inbox<string> inbox)
    {
        var volume = 0;
        using var handler = inbox.Handle(e => e == "volume", _ => log.Add($"volume {++volume}"));
        while (true)
        {
            await inbox.Expect("offhook");
            var end = await inbox.Until(e => e == "onhook").Run(Call(inbox));
            log.Add(end.IsInterrupted ? $"hung up by {end.By}" : "other side");
        }
    }

    private async Coroutine Call(Inbox<string> inbox)
    {
        try
        {
            await Dialling(inbox);
            await Talking(inbox);
        }
        finally
        {
            log.Add("call over");
        }
    }

    private async Coroutine Dialling(Inbox<string> inbox)
    {
        while (await inbox.Receive(e => e == "dial" || char.IsDigit(e[0])) is var e and not "dial")
            log.Add($"digit {e}");
    }

    private async Coroutine Talking(Inbox<string> inbox)
    {
        try
        {
            await inbox.Expect("bye");
        }
        finally
        {
            log.Add("talking over");
        }
    }
}
