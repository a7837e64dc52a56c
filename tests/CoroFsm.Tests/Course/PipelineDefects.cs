namespace CoroFsm.Tests.Course;

/// <summary>Defects of the course's pipelines that are absent here.</summary>
public sealed class PipelineDefects
{
    [Fact]
    public void Close_ManyStages_ReachesTheLastSink()
    {
        List<string> log = [];
        var chain = Sink.To<string>(log.Add, () => log.Add("end"));
        for (var i = 0; i < 3; i++)
            chain = Stage.To<string, string>(Stage.Broadcast(Stage.Filter(_ => true, Stage.Map((string line) => line, chain))), Forward);
        new[] { "line" }.PushTo(chain);
        Assert.Equal(["line", "end"], log);
    }

    [Fact]
    public void TwoThreads_SendIntoOneCoroutine_SecondIsRefusedByName()
    {
        using var isInside = new ManualResetEventSlim();
        using var mayLeave = new ManualResetEventSlim();
        List<int> items = [];
        var slow = Sink.To<int>(item =>
        {
            isInside.Set();
            mayLeave.Wait(TestContext.Current.CancellationToken);
            items.Add(item);
        });
        using var stage = Stage.To<int, int>(slow, Forward, new() { Name = "counter" });
        var first = new Thread(() => stage.OnNext(1));
        first.Start();
        isInside.Wait(TestContext.Current.CancellationToken);

        var refusal = Assert.Throws<PipelineCycleException>(() => stage.OnNext(2));
        mayLeave.Set();
        first.Join();
        Assert.Contains("counter", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("two threads", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([1], items);

        stage.OnNext(3);
        Assert.Equal([1, 3], items);
    }

    [Fact]
    public void Cycle_ItemReturns_IsReportedWithItsStages()
    {
        var loop = Stage.Broadcast<int>();
        var add = Stage.Map((int number) => number + 1, loop);
        Assert.Contains(
            "Broadcast -> Map -> Broadcast",
            Assert.Throws<PipelineCycleException>(() => loop.Subscribe(add)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Cycle_ThroughForeignCode_IsReportedWhenItemReturns()
    {
        CoroutineStage<int, int>? stage = null;
        stage = Stage.To<int, int>(Sink.To<int>(item => stage!.OnNext(item + 1)), Forward);
        Assert.Throws<PipelineCycleException>(() => stage.OnNext(1));
        Assert.Equal(MachineStatus.Faulted, stage.Machine.Status);
    }

    private static async Coroutine Forward<T>(Inbox<T> items, Action<T> emit)
    {
        await foreach (var item in items)
            emit(item);
    }
}
