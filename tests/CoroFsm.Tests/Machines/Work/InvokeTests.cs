using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>What <c>inbox.Invoke</c> does: work beside the state, whose end comes as an event.</summary>
public sealed class InvokeTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "page" };

    private readonly List<string> log = [];
    private readonly TaskCompletionSource<int> work = new();
    private CancellationToken token;

    public static TheoryData<string> Forms => [.. AllForms.Keys];

    private static Dictionary<string, Func<Inbox<string>, Func<CancellationToken, Task<int>>, WorkScope<string>>> AllForms { get; } = new()
    {
        ["task"] = static (inbox, work) => inbox.Invoke(work, done: static r => $"done {r}", failed: Failed),
        ["lambda"] = static (inbox, work) => inbox.Invoke(token => work(token), static r => $"done {r}", Failed),
        ["async lambda"] = static (inbox, work) => inbox.Invoke(async token => await work(token), static r => $"done {r}", Failed),
        ["value task"] = static (inbox, work) =>
            inbox.Invoke(token => new ValueTask<int>(work(token)), static r => $"done {r}", Failed),
        ["task without result"] = static (inbox, work) => inbox.Invoke(token => (Task)work(token), static () => "done 7", Failed),
        ["async lambda without result"] = static (inbox, work) =>
            inbox.Invoke(async token => { await work(token); }, static () => "done 7", Failed),
        ["value task without result"] = static (inbox, work) =>
            inbox.Invoke(token => new ValueTask(work(token)), static () => "done 7", Failed),
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Invoke_WorkSucceeds_SendsItsEvent(string form)
    {
        using var machine = Start(inbox => AllForms[form](inbox, Begin));
        machine.Send("a");
        work.SetResult(7);
        machine.Send("b");
        Assert.Equal(["a", "done 7", "b"], log);
        Assert.False(token.IsCancellationRequested);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Invoke_WorkFails_SendsTheEventOfItsFailure(string form)
    {
        using var machine = Start(inbox => AllForms[form](inbox, Begin));
        work.SetException(new ArithmeticException());
        Assert.Equal(["failed ArithmeticException"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Invoke_WorkIsCompleteOrThrowsAtOnce_SendsItsEventInALaterTurn(string form)
    {
        using var machine = Start(
            inbox =>
            {
                AllForms[form](inbox, static _ => throw new ArithmeticException());
                log.Add("started");
                return AllForms[form](inbox, static _ => Task.FromResult(7));
            });
        Assert.Equal(["started", "failed ArithmeticException", "done 7"], log);
    }

    [Fact]
    public void Invoke_WorkIsCancelledByItself_SendsTheEventOfTheCancellation()
    {
        using var machine = Start(inbox => inbox.Invoke(Begin, static _ => "", static _ => "failed", cancelled: static () => "cancelled"));
        work.SetCanceled(CancellationToken.None);
        Assert.Equal(["cancelled"], log);
    }

    [Fact]
    public void Invoke_WorkIsCancelledWithoutItsEvent_SendsThatOfTheFailure()
    {
        using var machine = Start(inbox => inbox.Invoke(Begin, static _ => "", Failed));
        work.SetCanceled(CancellationToken.None);
        Assert.Equal(["failed TaskCanceledException"], log);
    }

    [Fact]
    public void Invoke_WorkFailsWithoutItsEvent_RaisesTheExceptionAtTheWait()
    {
        var machine = Start(inbox => inbox.Invoke(Begin, static r => $"done {r}"));
        work.SetException(new ArithmeticException());
        Assert.IsType<ArithmeticException>(machine.Fault);
    }

    [Fact]
    public void Invoke_FunctionOfTheEventThrows_RaisesTheExceptionAtTheWait()
    {
        var machine = Start(inbox => inbox.Invoke(Begin, static _ => throw new FormatException()));
        work.SetResult(7);
        Assert.IsType<FormatException>(machine.Fault);
    }

    [Fact]
    public void Dispose_WorkRuns_CancelsItAndSendsNoEvent()
    {
        using var machine = Start(inbox => inbox.Invoke(Begin, static r => $"done {r}", Failed));
        machine.Send("leave");
        Assert.True(token.IsCancellationRequested);
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["leave", "left", "a"], log);
    }

    [Fact]
    public void Dispose_EventIsDeferred_TakesItBack()
    {
        var observer = new Drops();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using (inbox.Invoke(Begin, static r => $"done {r}"))
                {
                    await inbox.Expect("leave");
                }

                log.Add(await inbox.Receive());
            },
            new() { Synchronized = true, Unmatched = Unmatched.Defer, Observer = observer });
        work.SetResult(7);
        machine.Send("leave");
        Assert.Equal(["done 7"], observer.Dropped);
        machine.Send("a");
        Assert.Equal(["a"], log);
    }

    [Fact]
    public void Dispose_EventWasDeferredAndReceived_HasNoEffect()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using (inbox.Invoke(Begin, static r => $"done {r}"))
                {
                    log.Add(await inbox.Expect("next"));
                    log.Add(await inbox.Receive());
                }

                log.Add(await inbox.Receive());
            },
            new() { Synchronized = true, Unmatched = Unmatched.Defer });
        work.SetResult(7);
        machine.Send("next");
        machine.Send("a");
        Assert.Equal(["next", "done 7", "a"], log);
    }

    [Fact]
    public void Dispose_TwiceOrAfterTheMachine_HasNoEffect()
    {
        WorkScope<string> scope = default;
        scope.Dispose();
        var machine = Start(inbox => scope = inbox.Invoke(Begin, static r => $"done {r}"));
        machine.Send("leave");
        machine.Dispose();
        scope.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Dispose_OutsideTheMachine_Throws()
    {
        WorkScope<string> scope = default;
        using var machine = Start(inbox => scope = inbox.Invoke(Begin, static r => $"done {r}"));
        Assert.Throws<InvalidOperationException>(() => scope.Dispose());
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_MachineWithInvokedWork_CancelsIt()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                inbox.Invoke(Begin, static r => $"done {r}");
                await inbox.Receive();
            },
            Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
        work.SetResult(7);
    }

    [Fact]
    public void Invoke_EndsAfterTheEndOfTheInput_IsDropped()
    {
        var observer = new Drops();
        var other = new TaskCompletionSource();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var invoked = inbox.Invoke(Begin, static r => $"done {r}");
                await inbox.Await(_ => other.Task);
                await inbox.Receive();
            },
            new() { Synchronized = true, Observer = observer });
        machine.Complete();
        work.SetResult(7);
        Assert.Equal(["done 7"], observer.Dropped);
        other.SetResult();
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Invoke_SeveralAtOnce_EachSendsItsEventInOrderOfTheirEnds()
    {
        var works = Enumerable.Range(0, 3).Select(static _ => new TaskCompletionSource<int>()).ToArray();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                foreach (var each in works)
                    inbox.Invoke(_ => each.Task, static r => $"done {r}");
                await foreach (var e in inbox)
                    log.Add(e);
            },
            Synchronized);
        foreach (var i in (int[])[1, 0, 2])
            works[i].SetResult(i);
        Assert.Equal(["done 1", "done 0", "done 2"], log);
    }

    [Fact]
    public void Invoke_NotSynchronized_ThrowsWithFix() => Assert.Contains(
        nameof(MachineOptions.Synchronized),
        Assert.Throws<InvalidOperationException>(
            () => Machine.Start<string>(async inbox =>
            {
                inbox.Invoke(Begin, static r => $"done {r}");
                await inbox.Receive();
            })).Message);

    [Fact]
    public void Run_InvokedWorkUnderAScheduler_IsAnInterrupt()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        scheduler.Spawn(async task =>
        {
            var machine = Machine.Start<string>(
                async inbox =>
                {
                    inbox.Invoke(Begin, static r => $"done {r}");
                    log.Add(await inbox.Receive());
                },
                new() { TimeProvider = scheduler.Clock });
            work.SetResult(7);
            log.Add("turn");
            await task.Yield();
            Assert.Equal(MachineStatus.Completed, machine.Status);
        });
        scheduler.Run();
        Assert.Equal(["turn", "done 7"], log);
    }

    private static string Failed(Exception error) => $"failed {error.GetType().Name}";

    private Machine<string> Start(Func<Inbox<string>, WorkScope<string>> invoke) => Machine.Start<string>(
        async inbox =>
        {
            using (invoke(inbox))
            {
                while (await inbox.Receive() is var e)
                {
                    log.Add(e);
                    if (e == "leave")
                        break;
                }
            }

            log.Add("left");
            while (true)
                log.Add(await inbox.Receive());
        },
        Synchronized);

    private Task<int> Begin(CancellationToken cancellationToken)
    {
        token = cancellationToken;
        return work.Task;
    }

    private sealed class Drops : IMachineObserver
    {
        public List<object?> Dropped { get; } = [];

        void IMachineObserver.OnDropped(Machine machine, object? @event) => Dropped.Add(@event);
    }
}
