using static CoroFsm.Tests.Pipelines.Children;
using static CoroFsm.Tests.Pipelines.Sending;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Uses the standard programs of Unix as children; skipped where there are none.</summary>
public sealed class ProcessStageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cat_Items_ReturnInOrderThenCompletion()
    {
        var next = new Probe<Numbered>();
        var items = Enumerable.Range(0, 5_000).Select(i => new Numbered(i, $"text {i} é")).ToArray();
        using var stage = new ProcessStage<Numbered, Numbered>(
            Program("cat"), PipelineJson.Default.Numbered, PipelineJson.Default.Numbered, next);
        Send(stage, items);
        stage.Join(Token);
        Assert.Equal(items, next.Items);
        Assert.Equal([null], next.Ends);
        Assert.Equal("cat (output)", Assert.Single(next.Threads).Name);
        AssertGone(stage.ProcessId, next.Threads);
    }

    [Fact]
    public void Cat_SenderPauses_DeliversAllSentItems()
    {
        var next = new Probe<int>();
        using var stage = Numbers("cat", next);
        stage.OnNext(1);
        next.WaitForItem();     // before any other item, or the end, is sent
        stage.OnCompleted();
        stage.Join(Token);
    }

    [Fact]
    public void Plain_ForeignProgramSucceeds_Completes()
    {
        var next = new Probe<int>();
        using var stage = Numbers("sort", next, Plain, "-n", "-r");
        Send(stage, [2, 3, 1]);
        stage.Join(Token);
        Assert.Equal([3, 2, 1], next.Items);
        Assert.Equal([null], next.Ends);
    }

    [Fact]
    public void Head_ClosesItsInput_DeliversOutputAndDropsRest()
    {
        var next = new Probe<int>();
        using var stage = Numbers("head", next, Plain, "-n", "3");
        for (var i = 0; i < 50_000; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join(Token);
        stage.OnNext(1);
        Assert.Equal([0, 1, 2], next.Items);
        Assert.Equal([null], next.Ends);
    }

    [Fact]
    public void OnNext_ChildDoesNotRead_BlocksSender()
    {
        using var cancellation = new CancellationTokenSource();
        var next = new Probe<int>();
        using var stage = Shell(
            "exec sleep 1000", next, new() { Capacity = 4, ExitTimeout = TimeSpan.Zero, CancellationToken = cancellation.Token });
        Exception? raised = null;
        var sent = 0;
        var sender = new Thread(() => raised = Record.Exception(() => SendForEver(stage, ref sent)));
        sender.Start();
        SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin) || !sender.IsAlive);
        Assert.True(sender.IsAlive, "The sender was not held back.");
        cancellation.Cancel();
        sender.Join();
        Assert.IsType<OperationCanceledException>(raised);
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.InRange(sent, 4, 1_000_000);
        AssertGone(stage.ProcessId, next.Threads);
    }
}
