namespace CoroFsm.Tests.Machines.Work;

/// <summary>What <c>inbox.Await</c> does with work that ends, fails, or is left.</summary>
public sealed partial class AwaitTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "order" };

    private readonly List<string> log = [];
    private readonly TaskCompletionSource<int> work = new();
    private CancellationToken token;

    public static TheoryData<string> Forms => [.. AwaitForms.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkEndsLater_ContinuesWithResult(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await AwaitForms.All[form](inbox, Begin)}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        Assert.Empty(log);
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["7", "a"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkIsComplete_TakesNoTurn(string form)
    {
        work.SetResult(7);
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await AwaitForms.All[form](inbox, Begin)}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        Assert.Equal(["7"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkFails_ThrowsItsExceptionWithItsStack(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await AwaitForms.All[form](inbox, async token => await Fail(await Begin(token)));
                }
                catch (ArithmeticException error)
                {
                    log.Add(error.StackTrace!);
                }

                await inbox.Receive();
            },
            Synchronized);
        work.SetResult(7);
        Assert.Contains(nameof(Fail), Assert.Single(log));

        static Task<int> Fail(int value) => throw new ArithmeticException($"{value}");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkThrowsAtOnce_ThrowsAtTheAwait(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await AwaitForms.All[form](inbox, static _ => throw new ArithmeticException());
                }
                catch (ArithmeticException)
                {
                    log.Add("caught");
                }

                await inbox.Receive();
            },
            Synchronized);
        Assert.Equal(["caught"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkIsCancelled_ThrowsOperationCanceled(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await AwaitForms.All[form](inbox, Begin);
                }
                catch (OperationCanceledException error) when (error is not CoroutineClosedException)
                {
                    log.Add("cancelled");
                }

                await inbox.Receive();
            },
            Synchronized);
        work.SetCanceled(TestContext.Current.CancellationToken);
        Assert.Equal(["cancelled"], log);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void Await_UncaughtFailure_FaultsTheMachine()
    {
        var machine = Machine.Start<string>(async inbox => log.Add($"{await inbox.Await(Begin)}"), Synchronized);
        work.SetException(new ArithmeticException());
        Assert.IsType<ArithmeticException>(machine.Fault);
        Assert.IsType<ArithmeticException>(Assert.Throws<MachineEndedException>(() => machine.Send("a")).InnerException);
    }

    [Fact]
    public void SetResult_InsideTheMachine_ContinuesInATurnOfItsOwn()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var done = inbox.Handle<string>(e =>
                {
                    work.SetResult(7);
                    log.Add($"handled {e}");
                });
                log.Add($"{await inbox.Await(Begin)}");
                await inbox.Receive();
            },
            Synchronized);
        machine.Send("a");
        Assert.Equal(["handled a", "7"], log);
    }

    private Task<int> Begin(CancellationToken cancellationToken)
    {
        token = cancellationToken;
        return work.Task;
    }

    private async Coroutine Pay(Inbox<string> inbox)
    {
        try
        {
            log.Add($"{await inbox.Await(Begin)}");
        }
        finally
        {
            log.Add("left");
        }
    }
}
