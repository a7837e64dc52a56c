using static CoroFsm.Tests.Pipelines.Sending;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Notifications of a failure on either side of the thread.</summary>
public sealed class ThreadedStageFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void OnError_ItemsQueued_ArriveBeforeError()
    {
        var next = new Probe<int>().Shut();
        using var stage = new ThreadedStage<int>(next);
        var failure = new FormatException();
        stage.OnNext(1);
        stage.OnNext(2);
        stage.OnError(failure);
        stage.OnError(new FormatException("later"));
        stage.OnCompleted();
        next.Open();
        Assert.Same(failure, Assert.Throws<FormatException>(() => stage.Join(Token)));
        Assert.Equal([1, 2], next.Items);
        Assert.Equal([failure], next.Ends);
        Assert.Same(failure, stage.Completion.Exception!.InnerException);
    }

    [Fact]
    public void OnNext_TargetHasThrown_ThrowsSameErrorAndNotifiesTargetOnce()
    {
        var failure = new FormatException();
        var next = new Probe<int> { Handle = i => Throw(i == 2, failure) };
        using var stage = new ThreadedStage<int>(next);
        stage.OnNext(1);
        stage.OnNext(2);
        Assert.Same(failure, Assert.Throws<FormatException>(() => SendForEver(stage)));
        Assert.Same(failure, Assert.Throws<FormatException>(stage.OnCompleted));
        stage.OnError(failure);         // as a source does
        Assert.Same(failure, Assert.Throws<FormatException>(() => stage.Join(Token)));
        Assert.Equal([1], next.Items);
        Assert.Equal([failure], next.Ends);
    }

    [Fact]
    public void OnNext_TargetThrowsWhileSenderWaits_ThrowsToSender()
    {
        var failure = new FormatException();
        var next = new Probe<int> { Handle = _ => throw failure }.Shut();
        using var stage = new ThreadedStage<int>(next, new() { Capacity = 2 });
        Exception? raised = null;
        var sender = new Thread(() => raised = Record.Exception(() => SendForEver(stage)));
        sender.Start();
        next.WaitForItem();
        WaitUntilItSleeps(sender, next);
        next.Open();
        sender.Join();
        Assert.Same(failure, raised);
    }

    [Fact]
    public void OnCompleted_TargetThrows_JoinAndCompletionThrow()
    {
        var failure = new FormatException();
        using var stage = new ThreadedStage<int>(new Stubborn(failure));
        stage.OnCompleted();
        Assert.Same(failure, Assert.Throws<FormatException>(() => stage.Join(Token)));
        Assert.True(stage.Completion.IsFaulted);
    }

    [Fact]
    public void OnCompleted_TargetThrows_DoesNotReceiveItsOwnError()
    {
        var next = new Recording<int> { ErrorAtEnd = Recording<int>.Bad };
        using var stage = new ThreadedStage<int>(next);
        stage.OnNext(1);
        stage.OnCompleted();
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.Join(Token)));
        Assert.Equal("1 |", next.Text);
    }

    [Fact]
    public void OnError_TargetThrowsAnotherError_JoinThrowsBoth()
    {
        var failure = new FormatException("from upstream");
        var next = new Recording<int> { ErrorAtFailure = Recording<int>.Bad };
        using var stage = new ThreadedStage<int>(next);
        stage.OnError(failure);
        Assert.Equal([failure, Recording<int>.Bad], Assert.Throws<AggregateException>(() => stage.Join(Token)).InnerExceptions);
        Assert.Equal("!from upstream", next.Text);
    }

    [Fact]
    public void Dispose_TargetHasThrownUnobserved_Throws()
    {
        var failure = new FormatException();
        var stage = new ThreadedStage<int>(new Stubborn(failure));
        stage.OnCompleted();
        Assert.Same(failure, Assert.Throws<FormatException>(stage.Dispose));
        stage.Dispose();
    }

    [Fact]
    public void Dispose_OnlyInputHasFailed_ThrowsNothing()
    {
        var stage = new ThreadedStage<int>(new Probe<int>());
        stage.OnError(new InvalidOperationException());
        stage.Dispose();
    }

    [Fact]
    public void Dispose_InputHasFailedAndThenTheTarget_ThrowsBoth()
    {
        var (input, failure) = (new InvalidOperationException(), new FormatException());
        var stage = new ThreadedStage<int>(new Stubborn(failure));
        stage.OnError(input);
        Assert.Equal([input, failure], Assert.Throws<AggregateException>(stage.Dispose).InnerExceptions);
        stage.Dispose();
    }

    [Fact]
    public void Dispose_InputHasFailedAfterAnItemThatFails_ThrowsBoth()
    {
        var (input, failure) = (new InvalidOperationException(), new FormatException());
        var next = new Probe<int> { Handle = _ => throw failure }.Shut();
        var stage = new ThreadedStage<int>(next);
        stage.OnNext(1);
        next.WaitForItem();
        stage.OnError(input);
        next.Open();
        Assert.Equal([input, failure], Assert.Throws<AggregateException>(stage.Dispose).InnerExceptions);
        Assert.Equal([failure], next.Ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_CancelledWhileTargetFails_ThrowsTargetError(bool isAsync)
    {
        using var cancellation = new CancellationTokenSource();
        var failure = new FormatException();
        var next = new Probe<int> { Handle = _ => throw failure }.Shut();
        var stage = new ThreadedStage<int>(next, new() { CancellationToken = cancellation.Token });
        stage.OnNext(1);
        next.WaitForItem();
        await cancellation.CancelAsync();
        next.Open();
        var raised = isAsync ? await Record.ExceptionAsync(async () => await stage.DisposeAsync()) : Record.Exception(stage.Dispose);
        Assert.Same(failure, raised);
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
        Assert.True(stage.Completion.IsFaulted);
    }

    [Fact]
    public void Dispose_WhileTargetFails_ThrowsTargetError()
    {
        var failure = new FormatException();
        ThreadedStage<int>? stage = null;
        var next = new Probe<int>
        {
            Handle = _ =>
            {
                // Until the disposal of the stage has started.
                SpinWait.SpinUntil(() => Record.Exception(() => stage!.OnNext(2)) is OperationCanceledException);
                throw failure;
            },
        };
        stage = new(next, new() { Capacity = 1 << 20 });
        stage.OnNext(1);
        next.WaitForItem();
        Assert.Same(failure, Record.Exception(stage.Dispose));
    }

    private static void Throw(bool condition, Exception error)
    {
        if (condition)
            throw error;
    }

    /// <summary>Throws its exception whenever it receives the end.</summary>
    private sealed class Stubborn(Exception failure) : IObserver<int>
    {
        public void OnNext(int value)
        {
        }

        public void OnCompleted() => throw failure;

        public void OnError(Exception error) => throw failure;
    }
}
