namespace CoroFsm.Tests.Machines;

public sealed class SelectiveReceiveTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Receive_Case_TakesThatCase()
    {
        using var machine = Machine.Start<object>(
            async inbox => log.Add($"{await inbox.Receive<string>()}{await inbox.Receive<int>()}"),
            new() { Unmatched = Unmatched.Defer });
        machine.Send(1);
        machine.Send("s");
        Assert.Equal(["s1"], log);
    }

    [Fact]
    public void Send_Unexpected_ThrowsWithStateEventAndFixAndMachineContinues()
    {
        using var machine = Machine.Start<string>(Opening, new() { Name = "door 7" });
        var error = Assert.Throws<UnexpectedEventException>(() => machine.Send("close"));
        Assert.Contains("door 7", error.Message);
        Assert.Contains("close", error.Message);
        Assert.Contains(nameof(Opening), error.Message);
        Assert.Contains("SelectiveReceiveTests.cs", error.Message);
        Assert.Contains("Unmatched.Ignore", error.Message);
        machine.Send("open");
        Assert.Equal(["opened"], log);
    }

    [Fact]
    public void Send_UnexpectedWithSecrets_UsesConfiguredDescription()
    {
        using var machine = Machine.Start<string>(Opening, new() { Describe = _ => "a password" });
        var error = Assert.Throws<UnexpectedEventException>(() => machine.Send("hunter2"));
        Assert.Contains("a password", error.Message);
        Assert.DoesNotContain("hunter2", error.Message);
    }

    [Fact]
    public void Send_Ignored_IsDropped()
    {
        using var machine = Machine.Start<string>(Opening, new() { Unmatched = Unmatched.Ignore });
        machine.Send("close");
        machine.Send("open");
        Assert.Equal(["opened"], log);
    }

    [Fact]
    public void Send_DeferredBeyondTheLimit_ThrowsAndMachineContinues()
    {
        using var machine = Machine.Start<string>(Opening, new() { Unmatched = Unmatched.Defer, MaxDeferred = 2 });
        machine.Send("1");
        machine.Send("2");
        Assert.Contains("MaxDeferred", Assert.Throws<BacklogFullException>(() => machine.Send("3")).Message);
        machine.Send("open");
        Assert.Equal(["opened"], log);
    }

    [Fact]
    public void Send_QueuedEventIsUnexpected_HandlesRestAndThrows()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
            {
                var e = await inbox.Receive(static e => e != "bad");
                log.Add(e);
                if (e != "go")
                    continue;
                inbox.Post("bad");
                inbox.Post("last");
            }
        });
        Assert.Throws<UnexpectedEventException>(() => machine.Send("go"));
        Assert.Equal(["go", "last"], log);
    }

    [Fact]
    public void Send_QueuedEventIsUnexpectedThenMachineEnds_Throws()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Receive();
            inbox.Post("bad");
            inbox.Post("good");
            await inbox.Expect("good");
        });
        Assert.Throws<UnexpectedEventException>(() => machine.Send("go"));
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Dispose_InRejectingPredicate_ClosesAndEventIsUnexpected()
    {
        Machine<string>? self = null;
        var machine = self = Machine.Start<string>(async inbox => await inbox.Receive(_ =>
        {
            self!.Dispose();
            return false;
        }));
        Assert.Throws<UnexpectedEventException>(() => machine.Send("x"));
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Receive_PredicateThrowsForDeferredEvent_ThrowsOnceAndRemovesEvent()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Expect("go");
                log.Add(await inbox.Receive(static e => int.Parse(e, System.Globalization.CultureInfo.InvariantCulture) > 0));
            },
            new() { Unmatched = Unmatched.Defer });
        machine.Send("x");
        machine.Send("7");
        Assert.Throws<FormatException>(() => machine.Send("go"));
        Assert.Equal(["7"], log);
    }

    [Fact]
    public void Send_DeferredBySelectiveWaits_AreRetriedOnlyAtAnotherWait()
    {
        var questions = 0;
        Func<int, bool> isPositive = e =>
        {
            questions++;
            return e > 0;
        };
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                while (true)
                    await inbox.Receive(isPositive);
            },
            new() { Unmatched = Unmatched.Defer });
        for (var i = 0; i < 100; i++)
            machine.Send(-1);
        for (var i = 1; i <= 100; i++)
            machine.Send(i);
        Assert.InRange(questions, 200, 500);
    }

    [Fact]
    public void Receive_PredicateThrows_ThrowsAndMachineContinues()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            log.Add(await inbox.Receive(e => e == "bad" ? throw new ArithmeticException() : true));
        });
        Assert.Throws<ArithmeticException>(() => machine.Send("bad"));
        machine.Send("good");
        Assert.Equal(["good"], log);
    }

    [Fact]
    public void Receive_PredicateSendsToTheMachine_IsQueued()
    {
        Machine<string>? self = null;
        using var machine = self = Machine.Start<string>(async inbox =>
        {
            log.Add(await inbox.Receive(e =>
            {
                if (e == "first")
                    self!.Send("second");
                return true;
            }));
            log.Add(await inbox.Receive());
        });
        machine.Send("first");
        Assert.Equal(["first", "second"], log);
    }

    [Fact]
    public void Defer_StateHasChanged_IsRedelivered()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            await Busy(inbox);
            await Idle(inbox);
        });
        machine.Send("later");
        machine.Send("x");
        Assert.Equal(["busy x"], log);
        machine.Send("done");
        Assert.Equal(["busy x", "idle later"], log);
    }

    [Fact]
    public void Defer_BySubCoroutine_IsRedeliveredOnlyAfterStateChange()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            await BusyByCommands(inbox);
            await Idle(inbox);
        });
        machine.Send("later");
        machine.Send("x");
        machine.Send("y");
        Assert.Equal("y", log[^1]);
        Assert.True(log.Count(e => e == "seen later") <= 2);
        machine.Send("done");
        Assert.Equal("idle later", log[^1]);
    }

    [Fact]
    public void Defer_ByStateName_IsRedeliveredUnderOtherName()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
            {
                var e = await inbox.Receive("A");
                if (e == "go")
                    break;
                inbox.Defer(e);
            }

            log.Add(await inbox.Receive("B"));
            log.Add(await inbox.Receive("B"));
        });
        machine.Send("1");
        machine.Send("2");
        Assert.Empty(log);
        machine.Send("go");
        Assert.Equal(["1", "2"], log);
    }

    private async Coroutine Opening(Inbox<string> inbox)
    {
        await inbox.Expect("open");
        log.Add("opened");
        await inbox.Receive();
    }

    private async Coroutine Busy(Inbox<string> inbox)
    {
        while (true)
        {
            switch (await inbox.Receive())
            {
                case "later":
                    inbox.Defer("later");
                    break;
                case "done":
                    return;
                case var e:
                    log.Add($"busy {e}");
                    break;
            }
        }
    }

    private async Coroutine BusyByCommands(Inbox<string> inbox)
    {
        while (true)
        {
            var e = await Command(inbox);
            if (e == "done")
                return;
            if (e == "later")
                inbox.Defer(e);
            log.Add(e == "later" ? "seen later" : e);
        }
    }

    private static async Coroutine<string> Command(Inbox<string> inbox) => await inbox.Receive();

    private async Coroutine Idle(Inbox<string> inbox)
    {
        while (true)
            log.Add($"idle {await inbox.Receive()}");
    }
}
