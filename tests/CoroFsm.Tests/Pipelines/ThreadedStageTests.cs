using static CoroFsm.Tests.Pipelines.Sending;

namespace CoroFsm.Tests.Pipelines;

public sealed class ThreadedStageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void OnNext_ManyItems_ArriveInOrderOnOneWorkerThreadThenCompletion()
    {
        var next = new Probe<int>();
        using var stage = new ThreadedStage<int>(next, new() { Name = "worker" });
        Send(stage, Enumerable.Range(0, 10_000));
        stage.Join(Token);
        Assert.Equal(Enumerable.Range(0, 10_000), next.Items);
        Assert.Equal([null], next.Ends);
        var worker = Assert.Single(next.Threads);
        Assert.Equal("worker", worker.Name);
        Assert.NotSame(Thread.CurrentThread, worker);
        Assert.False(worker.IsAlive);
        Assert.True(stage.Completion.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void OnNext_Full_WaitsForRoom(int capacity)
    {
        var next = new Probe<int>().Shut();
        using var stage = new ThreadedStage<int>(next, new() { Capacity = capacity });
        for (var i = 0; i < capacity; i++)
            stage.OnNext(i);
        next.WaitForItem();
        var sender = new Thread(() => stage.OnNext(capacity));
        sender.Start();
        WaitUntilItSleeps(sender, next);      // one more than the capacity, though the worker has taken the first
        next.Open();
        sender.Join();
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Enumerable.Range(0, capacity + 1), next.Items);
    }

    [Fact]
    public void OnNext_AfterCompletion_ThrowsWithFix()
    {
        using var stage = new ThreadedStage<int>(new Probe<int>(), new() { Name = "late" });
        stage.OnCompleted();
        var raised = Assert.Throws<InvalidOperationException>(() => stage.OnNext(1));
        Assert.Contains("late", raised.Message);
        Assert.Contains("OnCompleted", raised.Message);
    }

    /// <summary>The worker cannot wait for itself, which shows the capacity without any waiting: the item being handled counts.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void OnNext_WorkerSendsIntoItsFullStage_IsReported(int capacity)
    {
        ThreadedStage<int>? self = null;
        var sent = 0;
        var next = new Probe<int>
        {
            Handle = i =>
            {
                for (; ; sent++)
                    self!.OnNext(i);
            },
        };
        using var stage = self = new(next, new() { Name = "loop", Capacity = capacity });
        stage.OnNext(1);
        var raised = Assert.Throws<InvalidOperationException>(() => stage.Join(Token));
        Assert.Contains("loop", raised.Message);
        Assert.Contains("cycle", raised.Message);
        Assert.Equal(capacity - 1, sent);
    }

    [Fact]
    public void OnNext_BorrowedItems_AreDetached()
    {
        var next = new Probe<Borrowed>().Shut();
        using var stage = new ThreadedStage<Borrowed>(next);
        int[] buffer = [1];
        stage.OnNext(new(buffer));
        buffer[0] = 2;
        stage.OnNext(new(buffer));
        buffer[0] = 3;
        stage.OnCompleted();
        next.Open();
        stage.Join(Token);
        Assert.Equal([1, 2], next.Items.Select(e => e.Buffer[0]));
    }

    [Fact]
    public void OnNext_SeveralSenders_EachKeepsItsOrder()
    {
        const int Senders = 4;
        const int Each = 20_000;
        var next = new Probe<(int Sender, int Number)>();
        using var stage = new ThreadedStage<(int, int)>(next, new() { Capacity = 16 });
        var senders = Enumerable.Range(0, Senders).Select(s => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
                stage.OnNext((s, i));
        })).ToArray();
        foreach (var sender in senders)
            sender.Start();
        foreach (var sender in senders)
            sender.Join();
        stage.OnCompleted();
        stage.Join(Token);
        foreach (var own in next.Items.GroupBy(e => e.Sender))
            Assert.Equal(Enumerable.Range(0, Each), own.Select(e => e.Number));
        Assert.Equal(Senders * Each, next.Items.Count);
    }

    [Fact]
    public void OnNext_SteadyState_AllocatesNothingOnEitherThread()
    {
        var before = 0L;
        var allocated = -1L;
        var next = new Probe<int>();
        using var stage = new ThreadedStage<int>(
            new Handler(i =>
            {
                if (i == 5_000)
                    before = GC.GetAllocatedBytesForCurrentThread();
                else if (i == 104_999)
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }),
            new() { Capacity = 64 });
        for (var i = 0; i < 5_000; i++)
            stage.OnNext(i);
        var sent = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 5_000; i < 105_000; i++)
            stage.OnNext(i);
        sent = GC.GetAllocatedBytesForCurrentThread() - sent;
        stage.OnCompleted();
        stage.Join(Token);

        // A thread's first sleep may allocate, and a collection that another test causes counts up to 8 KiB; 100,000 items exceed both.
        Assert.InRange(sent, 0, 10_000);
        Assert.InRange(allocated, 0, 10_000);
    }

    [Fact]
    public void Idle_QueueIsEmpty_IsCalledAfterTheItems()
    {
        using var idle = new ManualResetEventSlim();
        List<string> log = [];
        using var stage = new ThreadedStage<string>(
            new Probe<string> { Handle = log.Add },
            new()
            {
                Idle = () =>
                {
                    log.Add("idle");
                    idle.Set();
                },
            });
        stage.OnNext("a");
        idle.Wait(Token);
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(["a", "idle"], log);
    }

    private readonly record struct Borrowed(int[] Buffer) : IDetachable<Borrowed>
    {
        public Borrowed Detach() => new([.. Buffer]);
    }

    private sealed class Handler(Action<int> handle) : IObserver<int>
    {
        public void OnNext(int value) => handle(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
