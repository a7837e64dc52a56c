using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines;

public sealed class TimeTests
{
    private readonly SimulatedTime time = new();
    private readonly List<string> log = [];

    [Fact]
    public void Receive_WithinTheLimit_ReturnsEvent()
    {
        using var machine = Start(async inbox =>
        {
            while (true)
                Note(await inbox.Receive(TimeSpan.FromSeconds(10)));
        });
        time.Advance(TimeSpan.FromSeconds(9));
        machine.Send("a");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(["0:09 a"], log);
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(["0:09 a", "0:19 time-out", "0:29 time-out"], log);
    }

    [Fact]
    public void Receive_UnlimitedAfterLimited_DoesNotTimeOut()
    {
        using var machine = Start(async inbox =>
        {
            Note(await inbox.Receive(TimeSpan.FromSeconds(10)));
            log.Add(await inbox.Receive());
        });
        machine.Send("a");
        time.Advance(TimeSpan.FromHours(1));
        machine.Send("b");
        Assert.Equal(["0:00 a", "b"], log);
    }

    [Fact]
    public void Receive_Deadline_CoversSeveralReceives()
    {
        using var machine = Start(async inbox =>
        {
            var deadline = inbox.Deadline(TimeSpan.FromSeconds(10));
            while (await inbox.Receive(deadline) is { TimedOut: false, Event: var e })
                log.Add(e);
            log.Add($"over at {time.Elapsed:m\\:ss}");
            await inbox.Receive();
        });
        foreach (var e in new[] { "a", "b", "c" })
        {
            time.Advance(TimeSpan.FromSeconds(4));
            machine.TrySend(e);
        }

        Assert.Equal(["a", "b", "over at 0:10"], log);
    }

    [Fact]
    public void Within_TimesOut_EndsSubstateWithCleanUp()
    {
        using var machine = Start(async inbox =>
        {
            var end = await inbox.Within(TimeSpan.FromSeconds(5)).Run(Sub(inbox));
            log.Add(end.IsInterrupted ? "too late" : "in time");
            await inbox.Receive();
        });
        machine.Send("a");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["a", "over", "too late"], log);
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void Within_EndsInTime_IsNotInterruptedLater()
    {
        using var machine = Start(async inbox =>
        {
            var end = await inbox.Within(TimeSpan.FromSeconds(5)).Run(Sub(inbox));
            log.Add(end.IsInterrupted ? "too late" : "in time");
            log.Add(await inbox.Receive());
        });
        machine.Send("done");
        time.Advance(TimeSpan.FromMinutes(1));
        machine.Send("b");
        Assert.Equal(["over", "in time", "b"], log);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Within_Nested_TheOuterLimitEndsBoth(int outerLimit)
    {
        using var machine = Start(async inbox =>
        {
            var outer = await inbox.Within(TimeSpan.FromSeconds(outerLimit)).Run(Inner(inbox));
            log.Add(outer.IsInterrupted ? "outer too late" : "outer in time");
            await inbox.Receive();
        });
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["over", "outer too late"], log);

        async Coroutine Inner(Inbox<string> inbox) =>
            log.Add((await inbox.Within(TimeSpan.FromSeconds(5)).Run(Sub(inbox))).IsInterrupted ? "inner too late" : "inner in time");
    }

    [Fact]
    public void Receive_CoroutineFailsAfterTimeout_FaultsTheMachine()
    {
        var machine = Start(async inbox =>
        {
            await inbox.Receive(TimeSpan.FromSeconds(1));
            throw new ArithmeticException();
        });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<ArithmeticException>(machine.Fault);
        Assert.IsType<ArithmeticException>(Assert.Throws<MachineEndedException>(() => machine.Send("late")).InnerException);
    }

    [Fact]
    public void Within_InnerTimeoutFails_OuterLimitStillEndsIt()
    {
        using var machine = Start(async inbox =>
        {
            log.Add((await inbox.Within(TimeSpan.FromSeconds(10)).Run(Failing(inbox))).IsInterrupted ? "too late" : "in time");
            await inbox.Receive();
        });
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["too late"], log);

        static async Coroutine Failing(Inbox<string> inbox)
        {
            await inbox.Receive(TimeSpan.FromSeconds(1));
            inbox.Post("unexpected");
            await inbox.Expect("never");
        }
    }

    [Fact]
    public void Within_EnumeratingGenerator_EndsItsLoop()
    {
        using var machine = Start(async inbox =>
        {
            await inbox.Within(TimeSpan.FromSeconds(1)).Run(inbox.Run(Enumerating(inbox)));
            log.Add("left");
            await inbox.Receive();
        });
        machine.Send("a");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "over", "left"], log);

        IEnumerable<Wait> Enumerating(Inbox<string> inbox)
        {
            while (true)
            {
                yield return inbox.MoveNextAsync();
                if (inbox.IsCompleted)
                    break;
                log.Add(inbox.Current);
            }

            log.Add("over");
        }
    }

    [Fact]
    public void Receive_LimitWithoutClock_ThrowsWithFix()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Machine.Start<string>(async inbox => await inbox.Receive(TimeSpan.FromSeconds(1))));
        Assert.Contains(nameof(MachineOptions.TimeProvider), error.Message);
    }

    [Fact]
    public void Receive_NegativeLimit_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        Start(async inbox => await inbox.Receive(TimeSpan.FromSeconds(-1))));

    [Fact]
    public void Dispose_WhileTimerIsSet_CancelsIt()
    {
        var machine = Start(async inbox => Note(await inbox.Receive(TimeSpan.FromSeconds(1))));
        machine.Dispose();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(log);
    }

    [Fact]
    public void Within_SubstateIsNotRun_SetsNoTimerAfterTheLimit()
    {
        using var machine = Start(async inbox =>
        {
            _ = inbox.Within(TimeSpan.FromSeconds(1));
            Note(await inbox.Receive(TimeSpan.FromSeconds(3)));
            await inbox.Receive();
        });
        Assert.True(time.TryJump());
        Assert.True(time.TryJump());
        Assert.False(time.TryJump());
        Assert.Equal(["0:03 time-out"], log);
    }

    [Fact]
    public void Within_RunAfterTheLimit_IsInterruptedAtOnce()
    {
        using var machine = Start(async inbox =>
        {
            var superstate = inbox.Within(TimeSpan.FromSeconds(1));
            Note(await inbox.Receive(TimeSpan.FromSeconds(3)));
            Assert.True((await superstate.Run(Sub(inbox))).IsInterrupted);
            await inbox.Receive();
        });
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(["0:03 time-out", "over"], log);
    }

    private Machine<string> Start(Func<Inbox<string>, Coroutine> coroutine) => Machine.Start(coroutine, new() { TimeProvider = time });

    private void Note(Received<string> received) => log.Add($"{time.Elapsed:m\\:ss} {(received.TimedOut ? "time-out" : received.Event)}");

    private async Coroutine Sub(Inbox<string> inbox)
    {
        try
        {
            while (await inbox.Receive() is var e and not "done")
                log.Add(e);
        }
        finally
        {
            log.Add("over");
        }
    }
}
