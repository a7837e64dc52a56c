namespace CoroFsm.Tests.Coroutines;

public sealed class SubCoroutineTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Await_ChildReturns_CallerReceivesResult()
    {
        using var machine = Machine.Start<string>(async inbox => log.Add(await Pair(inbox)));
        machine.Send("a");
        machine.Send("b");
        Assert.Equal(["ab"], log);
    }

    [Fact]
    public void Await_ChildEndsWithoutWaiting_ReturnsResultAtOnce()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            log.Add(await Immediate("x"));
            log.Add(await Coroutine.FromResult("y"));
            await Coroutine.Completed;
            await inbox.Receive();
        });
        Assert.Equal(["x", "y"], log);
    }

    [Fact]
    public void Await_ChildThrows_CallerCanCatch()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await Failing(inbox);
            }
            catch (ArithmeticException error)
            {
                log.Add(error.Message);
            }

            log.Add(await inbox.Receive());
        });
        machine.Send("boom");
        machine.Send("next");
        Assert.Equal(["boom", "next"], log);
    }

    [Fact]
    public void Await_ChildThrowsBeforeFirstWait_ThrowsAtTheAwait()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var call = FailingAtOnce();
            log.Add("called");
            await Assert.ThrowsAnyAsync(call);
            await inbox.Receive();
        });
        Assert.Equal(["called"], log);
    }

    [Fact]
    public void Throw_UnhandledByChild_ReachesInnermostFirstAndUnwinds()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await Cleaning(inbox);
            }
            catch (TimeoutException)
            {
                log.Add("outer caught");
            }

            log.Add(await inbox.Receive());
        });
        machine.Throw(new TimeoutException());
        machine.Send("next");
        Assert.Equal(["inner finally", "outer caught", "next"], log);
    }

    [Fact]
    public void Dispose_Nested_UnwindsInnermostFirst()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await Cleaning(inbox);
            }
            finally
            {
                log.Add("outer finally");
            }
        });
        machine.Dispose();
        Assert.Equal(["inner finally", "outer finally"], log);
    }

    [Fact]
    public void Await_Twice_Throws()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var call = Pair(inbox);
            await call;
            await call;
        });
        machine.Send("a");
        Assert.Contains("already been awaited", Assert.Throws<InvalidOperationException>(() => machine.Send("b")).Message);
    }

    [Fact]
    public void GetResult_Twice_Throws()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var awaiter = Pair(inbox).GetAwaiter();
            Assert.Contains("still waits", Assert.Throws<InvalidOperationException>(() => awaiter.GetResult()).Message);
            log.Add(await new Relay(awaiter));
            Assert.Throws<InvalidOperationException>(() => awaiter.GetResult());
        });
        machine.Send("a");
        machine.Send("b");
        Assert.Equal(["ab"], log);
        Assert.Null(machine.Fault);
    }

    [Fact]
    public void Await_HandleOfReusedFrame_Throws()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var first = Pair(inbox);
            await first;
            var second = Pair(inbox);       // the same frame, for another call
            try
            {
                await first;
            }
            catch (InvalidOperationException)
            {
                log.Add("stale");
            }

            log.Add(await second);
        });
        foreach (var e in new[] { "a", "b", "c", "d" })
            machine.Send(e);
        Assert.Equal(["stale", "cd"], log);
    }

    [Fact]
    public void Await_ByTwoCallers_Throws()
    {
        Coroutine<string> call = default;
        using var first = Machine.Start<string>(async inbox =>
        {
            call = Pair(inbox);
            await call;
        });
        Assert.Throws<InvalidOperationException>(() => Machine.Start<string>(async _ => await call));
    }

    [Fact]
    public void Start_CoroutineAwaitedElsewhere_Throws()
    {
        Coroutine call = default;
        using var first = Machine.Start<string>(inbox => call = Cleaning(inbox));
        Assert.Throws<InvalidOperationException>(() => Machine.Start<string>(_ => call));
    }

    [Fact]
    public void Post_BetweenACallAndItsAwait_IsQueued()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var name = "local";
            var call = Pair(inbox);
            inbox.Post("a");
            inbox.Post("b");
            log.Add(name);
            log.Add(await call);
        });
        Assert.Equal(["local", "ab"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Receive_WhileCallWaitsAfterEvent_ThrowsFromSend()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Receive();
            var call = Pair(inbox);
            await inbox.Receive();
            await call;
        });
        Assert.Contains("two coroutines wait", Assert.Throws<InvalidOperationException>(() => machine.Send("a")).Message);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void Start_CoroutineWithOtherMachinesInbox_LeavesFramesOfBothUnchanged()
    {
        Machine<string>? wrong = null;
        using var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Receive();
            Assert.Throws<InvalidOperationException>(() => wrong = Machine.Start<string>(_ => Cleaning(inbox)));
            await Coroutine.Completed;
        });
        Record.Exception(() => machine.Send("a"));
        using var other = Machine.Start<string>(Cleaning);
        Record.Exception(() => machine.Send("b"));
        Assert.Equal(MachineStatus.Waiting, other.Status);
        other.Send("c");
        Assert.Equal(MachineStatus.Completed, other.Status);
    }

    [Fact]
    public void Receive_WhileAnotherCoroutineWaits_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<string>(async inbox =>
        {
            var call = Pair(inbox);
            await inbox.Receive();
            await call;
        }));
        Assert.Contains("two coroutines wait", error.Message);
    }

    [Fact]
    public void Start_ReturnsWhileACallStillWaits_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<string>(async inbox =>
        {
            var forgotten = Pair(inbox);
            await Coroutine.Completed;
        }));
        Assert.Contains("still waits", error.Message);
    }

    [Fact]
    public void Send_UnawaitedCallEnds_Throws()
    {
        Inbox<string> outer = default;
        using var machine = Machine.Start<string>(async inbox =>
        {
            outer = inbox;
            await inbox.Receive();
            var forgotten = Pair(inbox);
        });
        machine.Send("a");
        machine.Send("b");
        Assert.Contains("is not awaited", Assert.Throws<InvalidOperationException>(() => machine.Send("c")).Message);
    }

    [Fact]
    public void Await_AnotherMachinesInbox_IsRefused()
    {
        Record.Exception(() => Machine.Start<string>(async foreign =>
        {
            var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<int>(async _ => await foreign.Receive()));
            log.Add(error.Message);
            await Coroutine.Completed;
        }));
        Assert.Contains("something other than its own inbox", Assert.Single(log));
    }

    [Fact]
    public void Send_TenThousandLevels_ReturnsWithoutStackGrowth()
    {
        Machine<string>? machine = null;
        OnStack(64 << 20, () => machine = Machine.Start<string>(inbox => Nest(inbox, 10_000)));
        OnStack(256 << 10, () => machine!.Send("go"));
        Assert.Equal(MachineStatus.Completed, machine!.Status);
    }

    [Fact]
    public void Start_MoreLevelsThanTheStackHolds_IsRefusedWithFix()
    {
        Exception? error = null;
        OnStack(512 << 10, () => error = Record.Exception(() => Machine.Start<string>(inbox => Nest(inbox, 1_000_000))));
        Assert.Contains("larger stack", Assert.IsType<InsufficientExecutionStackException>(error).Message);
    }

    [Fact]
    public void Dispose_TenThousandLevels_UnwindsAll()
    {
        Machine<string>? machine = null;
        OnStack(64 << 20, () => machine = Machine.Start<string>(inbox => Nest(inbox, 10_000)));
        machine!.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    /// <summary>A custom awaitable: an object that defines how it is awaited.</summary>
    private readonly struct Relay(Coroutine<string>.Awaiter inner) : ICoroutineAwaiter
    {
        public bool IsCompleted => inner.IsCompleted;

        public Relay GetAwaiter() => this;

        public string GetResult() => inner.GetResult();

        public void Park(CoroutineFrame frame) => inner.Park(frame);
    }

    internal static void OnStack(int size, Action action)
    {
        var thread = new Thread(() => action(), size);
        thread.Start();
        thread.Join();
    }

    private static async Coroutine Nest(Inbox<string> inbox, int levels)
    {
        if (levels > 1)
            await Nest(inbox, levels - 1);
        else
            await inbox.Receive();
    }

    private static async Coroutine<string> Pair(Inbox<string> inbox) => await inbox.Receive() + await inbox.Receive();

    private static async Coroutine<string> Immediate(string value)
    {
        await Coroutine.Completed;
        return value;
    }

    private static async Coroutine Failing(Inbox<string> inbox) => throw new ArithmeticException(await inbox.Receive());

    private static async Coroutine FailingAtOnce()
    {
        await Coroutine.Completed;
        throw new ArithmeticException();
    }

    private async Coroutine Cleaning(Inbox<string> inbox)
    {
        try
        {
            await inbox.Receive();
        }
        finally
        {
            log.Add("inner finally");
        }
    }
}

file static class AssertExtensions
{
    extension(Assert)
    {
        public static async Coroutine ThrowsAnyAsync(Coroutine call)
        {
            try
            {
                await call;
            }
            catch (ArithmeticException)
            {
                return;
            }

            Assert.Fail("nothing was thrown");
        }
    }
}
