namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>A host runs the work of a machine, and ends it in a turn on its own thread.</summary>
public sealed class ExternalWorkTests
{
    private static readonly MachineOptions Hosted = new() { Name = "order", Synchronized = true, WorkIsExternal = true };

    private readonly List<string> log = [];
    private ExternalWork<string, int>? work;

    [Fact]
    public void Complete_Awaited_RunsTurnBeforeItReturns()
    {
        using var machine = Start(async inbox =>
        {
            log.Add($"{await Call(inbox)}");
            log.Add($"{await Call(inbox)}");
        });
        var first = work!;
        Assert.True(first.IsPending);
        Assert.True(first.Complete(1, out var failure));
        Assert.Null(failure);
        Assert.Equal(["1"], log);
        Assert.False(first.IsPending);
        Assert.False(first.Complete(5, out _));
        Assert.True(work!.Complete(2, out _));
        Assert.Equal(["1", "2"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Complete_BeforeAwait_EndsTheAwaitWithoutAnotherWait()
    {
        using var machine = Start(async inbox =>
        {
            await inbox.Receive();
            var wait = Call(inbox);
            log.Add($"{await wait}");
        });
        machine.Send("x");
        Assert.Empty(log);
        Assert.True(work!.Complete(4, out _));
        Assert.Equal(["4"], log);
    }

    [Fact]
    public async Task Complete_OnContextAndSchedulerOfHost_RunsOnCallingThread()
    {
        var threads = new List<int>();
        using var machine = Start(async inbox =>
        {
            await Call(inbox);
            threads.Add(Environment.CurrentManagedThreadId);
        });
        var schedulers = new ConcurrentExclusiveSchedulerPair();
        await Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(new Refusing());
                try
                {
                    Assert.True(work!.Complete(1, out var failure));
                    Assert.Null(failure);
                    Assert.Equal([Environment.CurrentManagedThreadId], threads);
                }
                finally
                {
                    SynchronizationContext.SetSynchronizationContext(null);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            schedulers.ExclusiveScheduler);
    }

    [Fact]
    public void Complete_ManyInOneCallChain_KeepsStackFlat()
    {
        const int count = 20_000;
        using var machine = Start(async inbox =>
        {
            for (var i = 0; i < count; i++)
                await Call(inbox);
        });
        for (var i = 0; i < count; i++)
            Assert.True(work!.Complete(i, out _));
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Abandon_ExternalWork_IsNeitherCancelledNorPending()
    {
        var machine = Start(async inbox => await Call(inbox));
        machine.Abandon();
        Assert.False(work!.Token.IsCancellationRequested);
        Assert.False(work.IsPending);
        Assert.False(work.Complete(1, out var failure));
        Assert.Null(failure);
    }

    [Fact]
    public void AwaitExternal_Observed_HasItsName()
    {
        var observer = new Names();
        using var machine = Machine.Start<string>(async inbox => await Call(inbox), Hosted with { Observer = observer });
        work!.Complete(1, out _);
        Assert.Equal(["started charge", "ended charge"], observer);
    }

    [Fact]
    public void Fail_Awaited_RaisesExceptionAndReturnsFaultOfTurn()
    {
        using var machine = Start(async inbox => await Call(inbox));
        Assert.True(work!.Fail(new FormatException("work"), out var failure));
        Assert.IsType<FormatException>(failure);
        Assert.Same(failure, machine.Fault);
    }

    [Fact]
    public void Complete_WaitWasLeft_HasNoEffect()
    {
        using var machine = Start(async inbox =>
        {
            try
            {
                await Call(inbox);
            }
            catch (ArithmeticException)
            {
                await inbox.Receive();
            }
        });
        Assert.False(work!.Token.IsCancellationRequested);
        machine.Throw(new ArithmeticException());
        Assert.True(work.Token.IsCancellationRequested);
        Assert.False(work.IsPending);
        Assert.False(work.Complete(1, out _));
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void InvokeExternal_Ends_AreEvents()
    {
        using var machine = Start(async inbox =>
        {
            while (true)
            {
                using var scope = inbox.InvokeExternal<int>(
                    "charge", static x => $"done {x}", static e => e.Message, static () => "cancelled", out work);
                log.Add(await inbox.Receive());
            }
        });
        Assert.True(work!.Complete(7, out _));
        Assert.True(work.Fail(new FormatException("failed"), out _));
        Assert.True(work.Fail(new OperationCanceledException(), out _));
        var pending = work;
        machine.Send("event");
        Assert.False(pending.IsPending);
        Assert.True(pending.Token.IsCancellationRequested);
        Assert.Equal(["done 7", "failed", "cancelled", "event"], log);
    }

    [Fact]
    public void Complete_FromInside_Throws()
    {
        using var machine = Start(async inbox =>
        {
            using var scope = inbox.InvokeExternal<int>("charge", static x => $"done {x}", null, null, out work);
            log.Add(Assert.Throws<InvalidOperationException>(() => work.Complete(1, out _)).Message);
            await inbox.Receive();
        });
        Assert.Contains("is running", Assert.Single(log), StringComparison.Ordinal);
        Assert.True(work!.Complete(1, out _));
    }

    [Fact]
    public void Await_WorkIsExternal_ThrowsWithFix()
    {
        using var machine = Start(async inbox =>
        {
            Expect(() => _ = inbox.Await(static _ => Task.CompletedTask));
            Expect(() => _ = inbox.Await(static _ => Task.FromResult(1)));
            Expect(() => inbox.Invoke(static _ => Task.CompletedTask, static () => ""));
            Expect(() => inbox.AwaitEach<int>(static _ => throw new NotSupportedException()));
            await inbox.Receive();
        });
        Assert.Equal(4, log.Count);
        Assert.All(log, static message => Assert.Contains("Durable<TEvent>.Call", message, StringComparison.Ordinal));

        void Expect(Action start) => log.Add(Assert.Throws<InvalidOperationException>(start).Message);
    }

    private sealed class Names : List<string>, IMachineObserver
    {
        public void OnWorkStarted(Machine machine, MachineWork work) => Add($"started {work.Name}");

        public void OnWorkEnded(Machine machine, MachineWork work) => Add($"ended {work.Name}");
    }

    private sealed class Refusing : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new NotSupportedException();
    }

    private CoroFsm.CompilerServices.WorkWait<string, int> Call(Inbox<string> inbox) =>
        inbox.AwaitExternal("charge", out work, state: null, unmatched: null, 1, "");

    private static Machine<string> Start(Func<Inbox<string>, Coroutine> coroutine) => Machine.Start(coroutine, Hosted);
}
