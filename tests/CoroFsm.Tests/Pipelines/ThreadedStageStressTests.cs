namespace CoroFsm.Tests.Pipelines;

/// <summary>Many items, and many ends at random points.</summary>
public sealed class ThreadedStageStressTests
{
#if DEBUG
    private const int Many = 500_000;
    private const int Runs = 200;
#else
    private const int Many = 10_000_000;
    private const int Runs = 1_000;
#endif

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void OnNext_TenMillionItems_LosesNone()
    {
        var next = new Counter();
        using var stage = new ThreadedStage<int>(next);
        for (var i = 0; i < Many; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Many, next.Count);
    }

    [Fact]
    public void Stage_RandomFailuresAndCancellations_LosesNoEarlierItemAndLeavesNothing()
    {
        var random = new Random(20_250_101);
        for (var run = 0; run < Runs; run++)
        {
            var count = random.Next(0, 300);
            var at = random.Next(0, 300);
            var kind = random.Next(4);      // the target fails; the input fails; cancelled; disposed of
            var failure = new FormatException();
            using var cancellation = new CancellationTokenSource();
            var next = new Probe<int>
            {
                Handle = i =>
                {
                    Throw(kind == 0 && i == at, failure);
                    if (kind == 2 && i == at)
                        cancellation.Cancel();
                },
            };
            var stage = new ThreadedStage<int>(next, new() { Capacity = random.Next(1, 40), CancellationToken = cancellation.Token });
            var sent = 0;
            var raised = Record.Exception(() =>
            {
                for (; sent < count && !(kind is 1 or 3 && sent == at); sent++)
                    stage.OnNext(sent);
                if (kind == 3)
                    stage.Dispose();
                else if (kind == 1 && sent == at)
                    stage.OnError(failure);
                else
                    stage.OnCompleted();
                stage.Join(Token);
            });
            Assert.Same(raised, Record.Exception(() => stage.Join(Token)));     // each call throws the same exception
            Assert.Equal(Enumerable.Range(0, next.Items.Count), next.Items);
            var end = Assert.Single(next.Ends);
            Assert.Same(end, raised);
            switch (kind)
            {
                case 0 when at < count:
                    Assert.Same(failure, end);
                    Assert.Equal(at, next.Items.Count);
                    break;
                case 1 when at <= count:
                    Assert.Same(failure, end);
                    Assert.Equal(Math.Min(at, count), next.Items.Count);
                    break;
                case 2 when at < count:
                    Assert.IsType<OperationCanceledException>(end);
                    Assert.Equal(at + 1, next.Items.Count);
                    break;
                case 3:
                    Assert.IsType<OperationCanceledException>(end);
                    break;
                default:
                    Assert.Null(end);
                    Assert.Equal(count, next.Items.Count);
                    break;
            }

            Record.Exception(stage.Dispose);
            Assert.False(Assert.Single(next.Threads).IsAlive);
        }
    }

    private static void Throw(bool condition, Exception error)
    {
        if (condition)
            throw error;
    }
}
