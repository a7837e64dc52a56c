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
            Expect(() => inbox.Await(static _ => Task.CompletedTask));
            Expect(() => inbox.Await(static _ => Task.FromResult(1)));
            Expect(() => inbox.Invoke(static _ => Task.CompletedTask, static () => ""));
            Expect(() => inbox.AwaitEach<int>(static _ => throw new NotSupportedException()));
            await inbox.Receive();
        });
        Assert.Equal(4, log.Count);
        Assert.All(log, static message => Assert.Contains("Durable<TEvent>.Call", message, StringComparison.Ordinal));

        void Expect(Action start) => log.Add(Assert.Throws<InvalidOperationException>(start).Message);
    }

    private CoroFsm.CompilerServices.WorkWait<string, int> Call(Inbox<string> inbox) =>
        inbox.AwaitExternal("charge", out work, state: null, unmatched: null, 1, "");

    private static Machine<string> Start(Func<Inbox<string>, Coroutine> coroutine) => Machine.Start(coroutine, Hosted);
}
