using static CoroFsm.Tests.Pipelines.Sending;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Cancellation, join and disposal of a threaded stage.</summary>
public sealed class ThreadedStageEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cancel_SenderWaits_NotifiesBothSidesAndDropsQueue()
    {
        using var cancellation = new CancellationTokenSource();
        var next = new Probe<int>().Shut();
        using var stage = new ThreadedStage<int>(next, new() { Capacity = 2, CancellationToken = cancellation.Token });
        Exception? raised = null;
        var sender = new Thread(() => raised = Record.Exception(() => SendForEver(stage)));
        sender.Start();
        next.WaitForItem();
        WaitUntilItSleeps(sender, next);
        cancellation.Cancel();
        sender.Join();
        Assert.Equal(cancellation.Token, Assert.IsType<OperationCanceledException>(raised).CancellationToken);
        next.Open();
        Assert.Same(raised, Assert.Throws<OperationCanceledException>(() => stage.Join(Token)));
        Assert.Equal([0], next.Items);
        Assert.Equal([raised], next.Ends);
        Assert.True(stage.Completion.IsCanceled);
    }

    [Fact]
    public void Cancel_BeforeStart_NotifiesTarget()
    {
        var next = new Probe<int>();
        using var stage = new ThreadedStage<int>(next, new() { CancellationToken = new(canceled: true) });
        Assert.Throws<OperationCanceledException>(() => stage.OnNext(1));
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
    }

    [Fact]
    public void Join_Cancelled_EndsOnlyTheWait()
    {
        var next = new Probe<int>();
        using var stage = new ThreadedStage<int>(next);
        Assert.Throws<OperationCanceledException>(() => stage.Join(new(canceled: true)));
        stage.OnNext(1);
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal([1], next.Items);
    }

    [Fact]
    public void Join_ByWorker_IsReported()
    {
        ThreadedStage<int>? self = null;
        using var stage = self = new(new Probe<int> { Handle = _ => self!.Join(Token) });
        stage.OnNext(1);
        Assert.Contains("wait for itself", Assert.Throws<InvalidOperationException>(() => stage.Join(Token)).Message);
    }

    [Fact]
    public async Task Dispose_InEachState_EndsThreadAndNotifiesTargetOnce()
    {
        foreach (var isAsync in new[] { false, true })
        {
            foreach (var state in new[] { "new", "sent", "completed", "failed", "joined" })
            {
                var next = new Probe<int>();
                var stage = new ThreadedStage<int>(next);
                if (state != "new")
                    stage.OnNext(1);
                if (state is "completed" or "joined")
                    stage.OnCompleted();
                if (state == "failed")
                    stage.OnError(new FormatException());
                if (state == "joined")
                    stage.Join(Token);
                if (isAsync)
                    await stage.DisposeAsync();
                else
                    stage.Dispose();
                Assert.False(Assert.Single(next.Threads).IsAlive);
                var end = Assert.Single(next.Ends);
                Assert.Equal(
                    state switch { "new" or "sent" => typeof(OperationCanceledException), "failed" => typeof(FormatException), _ => null },
                    end?.GetType());
                if (end is not OperationCanceledException)
                    Assert.Equal([1], next.Items);
            }
        }
    }

    [Fact]
    public void Dispose_ByWorker_DoesNotDeadlock()
    {
        ThreadedStage<int>? self = null;
        var next = new Probe<int> { Handle = _ => self!.Dispose() };
        using var stage = self = new(next);
        stage.OnNext(1);
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
    }
}
