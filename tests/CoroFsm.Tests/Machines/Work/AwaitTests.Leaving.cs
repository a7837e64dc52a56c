using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <content>How a wait for work is left, and what becomes of its token.</content>
public sealed partial class AwaitTests
{
    [Fact]
    public void Until_WhileWorkIsAwaited_LeavesItAndCancelsItsToken()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var end = await inbox.Until(static e => e == "cancel").Run(Pay(inbox));
                log.Add($"{end.By}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        machine.Send("cancel");
        Assert.True(token.IsCancellationRequested);
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["left", "cancel", "a"], log);
    }

    [Fact]
    public void Within_WhileWorkIsAwaited_LeavesItAndCancelsItsToken()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var end = await inbox.Within(TimeSpan.FromSeconds(5)).Run(Pay(inbox));
                log.Add(end.IsInterrupted ? "too late" : "in time");
                await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(token.IsCancellationRequested);
        work.SetResult(7);
        Assert.Equal(["left", "too late"], log);
    }

    [Fact]
    public void Dispose_WhileWorkIsAwaited_CancelsItsToken()
    {
        var machine = Machine.Start<string>(Pay, Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(["left"], log);
        work.SetResult(7);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Dispose_CoroutineWithoutHandlers_CancelsItsToken()
    {
        var machine = Machine.Start<string>(async inbox => await inbox.Await(Begin), Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Throw_WhileWorkIsAwaited_LeavesItAndCancelsItsToken()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await inbox.Await(Begin);
                }
                catch (TimeoutException)
                {
                    log.Add($"thrown, {(token.IsCancellationRequested ? "cancelled" : "not cancelled")}");
                }

                log.Add(await inbox.Receive());
            },
            Synchronized);
        machine.Throw(new TimeoutException());
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["thrown, cancelled", "a"], log);
    }

    [Fact]
    public void Complete_WhileWorkIsAwaited_EndsTheInputAfterTheWork()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await inbox.Await(Begin)}");
                await foreach (var e in inbox)
                    log.Add(e);
                log.Add("end");
            },
            Synchronized);
        machine.Complete();
        Assert.Empty(log);
        Assert.False(token.IsCancellationRequested);
        work.SetResult(7);
        Assert.Equal(["7", "end"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Await_AfterTheEndOfTheInput_WaitsForTheWork()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var e in inbox)
                    log.Add(e);
                log.Add($"{await inbox.Await(Begin)}");
                await foreach (var e in inbox)
                    log.Add(e);
                await inbox.Receive();
            },
            Synchronized);
        machine.Complete();
        Assert.Equal(MachineStatus.Waiting, machine.Status);
        work.SetResult(7);
        Assert.Equal(["7"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Await_InFinallyDuringClose_ThrowsBeforeTheWorkStarts()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await inbox.Receive();
                }
                finally
                {
                    await inbox.Await(Begin);
                }
            },
            Synchronized);
        machine.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.False(token.CanBeCanceled);
    }

    [Fact]
    public void Await_SeveralInALoop_EachHasATokenThatIsNotCancelled()
    {
        List<TaskCompletionSource<int>> works = [];
        List<CancellationToken> tokens = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                for (var sum = 0; ;)
                {
                    sum += await inbox.Await(token =>
                    {
                        tokens.Add(token);
                        works.Add(new());
                        return works[^1].Task;
                    });
                    log.Add($"{sum}");
                }
            },
            Synchronized);
        for (var i = 0; i < 3; i++)
            works[i].SetResult(i);
        Assert.Equal(["0", "1", "3"], log);
        Assert.All(tokens, static token => Assert.False(token.IsCancellationRequested));
    }

    [Fact]
    public void Await_CallbackOfAnEarlierToken_IsNotCalledByALaterCancellation()
    {
        var works = new Queue<TaskCompletionSource<int>>([new(), new()]);
        var (first, second) = (works.First(), works.Last());
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                for (var i = 0; i < 2; i++)
                {
                    var name = $"cancelled {i}";
                    await inbox.Await(token =>
                    {
                        token.Register(() => log.Add(name));
                        return works.Dequeue().Task;
                    });
                }
            },
            Synchronized);
        first.SetResult(0);
        machine.Dispose();
        Assert.Equal(["cancelled 1"], log);
        second.SetResult(0);
    }

    [Fact]
    public void Send_FromCallbackOfTheToken_IsHandledAfterwards()
    {
        Machine<string>? machine = null;
        using var owner = machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Until(static e => e == "cancel").Run(Pay(inbox));
                log.Add("continued");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        using var registration = token.Register(() => machine.Send("from the callback"));
        machine.Send("cancel");
        Assert.Equal(["left", "continued", "from the callback"], log);
    }

    [Fact]
    public void Dispose_CallbackOfTheTokenThrows_ThrowsItAfterCleanUp()
    {
        var machine = Machine.Start<string>(Pay, Synchronized);
        using var registration = token.Register(static () => throw new ArithmeticException());
        var error = Assert.Throws<AggregateException>(machine.Dispose);
        Assert.IsType<ArithmeticException>(error.InnerException);
        Assert.Equal(["left"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Await_WorkThatIsNotAwaited_IsCancelledByTheNext()
    {
        var next = new TaskCompletionSource();
        var machine = Machine.Start<string>(
            async inbox =>
            {
                _ = inbox.Await(Begin);
                await inbox.Receive();
                await inbox.Await(_ => next.Task);
            },
            Synchronized);
        Assert.Contains("not awaited", Assert.Throws<InvalidOperationException>(() => machine.Send("a")).Message);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_WorkThatIsNotAwaited_CancelsItsToken()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                _ = inbox.Await(Begin);
                await inbox.Receive();
            },
            Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
    }
}
