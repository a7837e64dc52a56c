using static CoroFsm.Tests.Pipelines.Children;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Many items, and many ends at random points.</summary>
public sealed class ProcessStageStressTests
{
#if DEBUG
    private const int Many = 200_000;
    private const int Runs = 50;
#else
    private const int Many = 10_000_000;
    private const int Runs = 1_000;
#endif

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cat_TenMillionItems_LosesNone()
    {
        var next = new Counter();
        using var stage = Numbers("cat", next);
        for (var i = 0; i < Many; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Many, next.Count);
    }

    [Fact]
    public void Stage_RandomFailuresAndCancellations_LosesNoEarlierItemAndLeavesNothing()
    {
        var random = new Random(20_250_102);
        for (var run = 0; run < Runs; run++)
        {
            var count = random.Next(0, 300);
            var at = random.Next(0, 300);
            var kind = random.Next(5);      // the target fails; the input fails; cancelled; disposed of; the child dies
            var failure = new FormatException();
            using var cancellation = new CancellationTokenSource();
            var next = new Probe<int>
            {
                Handle = i =>
                {
                    if (kind == 0 && i == at)
                        throw failure;
                    if (kind == 2 && i == at)
                        cancellation.Cancel();
                },
            };
            var options = new ProcessStageOptions { Capacity = random.Next(1, 40), CancellationToken = cancellation.Token };
            var stage = kind == 4 ? Numbers("head", next, options, "-n", $"{at}") : Numbers("cat", next, options);
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
                    Assert.Equal(at, next.Items.Count);
                    break;
                case 2 when at < count:
                    Assert.IsType<OperationCanceledException>(end);
                    Assert.Equal(at + 1, next.Items.Count);
                    break;
                case 3:
                    Assert.IsType<OperationCanceledException>(end);
                    break;
                case 4 when at <= count:        // it never reported its completion
                    Assert.IsType<ChildProcessException>(end);
                    Assert.Equal(at, next.Items.Count);
                    break;
                default:
                    Assert.Null(end);
                    Assert.Equal(count, next.Items.Count);
                    break;
            }

            Record.Exception(stage.Dispose);
            AssertGone(stage.ProcessId, next.Threads);
        }
    }
}
