namespace CoroFsm.Tests.Machines.Work;

/// <summary>Waits for work that are kept, and awaited after they were left; generators that do not take a result.</summary>
public sealed class LeftWorkTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "order" };

    private readonly TaskCompletionSource<int> work = new();

    [Fact]
    public void Await_WaitWasLeftAtAnotherWait_ThrowsWithFix()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var kept = inbox.Await(_ => work.Task);
                try
                {
                    await inbox.Receive();
                }
                catch (ArithmeticException)
                {
                    await kept;
                }
            },
            Synchronized);
        AssertLeft(Assert.Throws<InvalidOperationException>(() => machine.Throw(new ArithmeticException())));
    }

    [Fact]
    public void Await_WaitWasLeft_SecondAwaitThrowsWithFix()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var kept = inbox.Await(_ => work.Task);
                try
                {
                    await kept;
                }
                catch (ArithmeticException)
                {
                    await kept;
                }
            },
            Synchronized);
        AssertLeft(Assert.Throws<InvalidOperationException>(() => machine.Throw(new ArithmeticException())));
    }

    [Fact]
    public void Await_WaitWasLeftAndWorkHasEnded_ThrowsWithFix()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var kept = inbox.Await(token => Task.Delay(Timeout.Infinite, token));
                try
                {
                    await inbox.Receive();
                }
                catch (ArithmeticException)
                {
                    await kept;
                }
            },
            Synchronized);
        AssertLeft(Assert.Throws<InvalidOperationException>(() => machine.Throw(new ArithmeticException())));
    }

    [Fact]
    public void Dispose_FinallyAwaitsKeptWork_Closes()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(
            async inbox =>
            {
                var kept = inbox.Await(_ => work.Task);
                try
                {
                    await inbox.Receive();
                }
                finally
                {
                    try
                    {
                        await kept;
                    }
                    finally
                    {
                        log.Add("left");
                    }
                }
            },
            Synchronized);
        machine.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.Equal(["left"], log);
    }

    [Fact]
    public void Until_FinallyAwaitsKeptWork_LeavesTheSubstate()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var end = await inbox.Until(static e => e == "cancel").Run(Pay(inbox));
                log.Add($"{end.IsInterrupted}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        machine.Send("cancel");
        machine.Send("a");
        Assert.Equal(["True", "a"], log);

        async Coroutine Pay(Inbox<string> inbox)
        {
            var kept = inbox.Await(_ => work.Task);
            try
            {
                await inbox.Receive(static e => e == "pay");
            }
            finally
            {
                await kept;
            }
        }
    }

    [Fact]
    public async Task Await_CoroutineEndsAfterTheWorkWhileAnotherWaits_Faults()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(_ => work.Task);
                _ = Wait(inbox);
            },
            Synchronized);
        work.SetResult(7);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
        Assert.Contains("Await every coroutine", (await Assert.ThrowsAsync<InvalidOperationException>(() => machine.Completion)).Message);

        static async Coroutine Wait(Inbox<string> inbox) => await inbox.Receive();
    }

    [Theory]
    [InlineData("close")]
    [InlineData("return")]
    public void Generator_ResultIsNotTaken_ObserverIsNotifiedOfOneEnd(string end)
    {
        var observer = new Log();
        var machine = Machine.Start<string>(Generate, Synchronized with { Observer = observer });
        work.SetResult(7);
        if (end == "close")
            machine.Dispose();
        else
            machine.Send("a");
        Assert.Equal(["started", "ended"], observer.Lines);

        IEnumerable<Wait> Generate(Inbox<string> inbox)
        {
            yield return inbox.Await(_ => work.Task);
            yield return inbox.Receive();
        }
    }

    [Theory]
    [InlineData("close")]
    [InlineData("await")]
    public void Generator_FailedResultIsNotTaken_ObserverIsNotifiedOfTheLateFault(string end)
    {
        var observer = new Log();
        using var machine = Machine.Start<string>(Generate, Synchronized with { Observer = observer });
        work.SetException(new FormatException());
        if (end == "close")
            machine.Dispose();
        else
            machine.Send("a");
        Assert.Equal(["started", "ended", "late"], observer.Lines.Take(3));

        IEnumerable<Wait> Generate(Inbox<string> inbox)
        {
            yield return inbox.Await(_ => work.Task);
            yield return inbox.Receive();
            yield return inbox.Await(_ => new TaskCompletionSource().Task);
        }
    }

    [Fact]
    public void Generator_ObserverThrowsForAFailedResult_ThrowsToTheSender()
    {
        using var machine = Machine.Start<string>(Generate, Synchronized with { Observer = new Log { ThrowsLate = true } });
        work.SetException(new FormatException());
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        Assert.Equal(MachineStatus.Waiting, machine.Status);

        IEnumerable<Wait> Generate(Inbox<string> inbox)
        {
            yield return inbox.Await(_ => work.Task);
            yield return inbox.Receive();
            yield return inbox.Await(_ => new TaskCompletionSource().Task);
        }
    }

    private static void AssertLeft(InvalidOperationException error)
    {
        Assert.Contains("order", error.Message);
        Assert.Contains("was left", error.Message);
        Assert.Contains("Await each work once", error.Message);
    }

    private sealed class Log : IMachineObserver
    {
        public List<string> Lines { get; } = [];

        public bool ThrowsLate { get; init; }

        void IMachineObserver.OnWorkStarted(Machine machine, MachineWork work) => Lines.Add("started");

        void IMachineObserver.OnWorkEnded(Machine machine, MachineWork work) => Lines.Add("ended");

        void IMachineObserver.OnWorkLeft(Machine machine, MachineWork work) => Lines.Add("left");

        void IMachineObserver.OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault)
        {
            Lines.Add("late");
            if (ThrowsLate)
                throw new ArithmeticException();
        }
    }
}
