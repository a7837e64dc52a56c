using CoroFsm.Testing;
using static CoroFsm.Tests.Pipelines.Children;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Cancellation and disposal of a process stage.</summary>
public sealed class ProcessStageEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cancel_ChildDoesNotEnd_IsKilledWithDescendantsAfterTimeout()
    {
        var time = new SimulatedTime();
        using var cancellation = new CancellationTokenSource();
        var next = new Probe<int>();
        using var stage = Shell(
            "trap '' TERM PIPE; sleep 1000 & echo $!; wait; sleep 1000",
            next,
            new() { TimeProvider = time, ExitTimeout = TimeSpan.FromSeconds(30), CancellationToken = cancellation.Token });
        next.WaitForItem();
        cancellation.Cancel();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(stage.Completion.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
        AssertGone(stage.ProcessId, next.Threads);
        AssertGone(next.Items[0], next.Threads);
    }

    [Fact]
    public async Task Dispose_InEachState_LeavesNothing()
    {
        foreach (var isAsync in new[] { false, true })
        {
            foreach (var state in new[] { "new", "sent", "completed", "failed", "joined" })
            {
                var next = new Probe<int>();
                var stage = Numbers("cat", next);
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
                AssertGone(stage.ProcessId, next.Threads);
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
    public void Dispose_ByReadingThread_DoesNotDeadlock()
    {
        ProcessStage<int, int>? self = null;
        var next = new Probe<int> { Handle = _ => self!.Dispose() };
        using var stage = self = Numbers("cat", next);
        stage.OnNext(1);
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        AssertGone(stage.ProcessId, next.Threads);
    }
}
