namespace CoroFsm.Tests.Pipelines;

public sealed class ThreadedStageTests
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
    public void OnNext_ManyItems_ArriveInOrderOnOneThreadOfItsOwnAndThenTheEnd()
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

    [Fact]
    public void OnNext_TenMillionItems_NoneIsLost()
    {
        var next = new Counter();
        using var stage = new ThreadedStage<int>(next);
        for (var i = 0; i < Many; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Many, next.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void OnNext_Full_WaitsUntilThereIsRoom(int capacity)
    {
        var next = new Probe<int>().Shut();
        using var stage = new ThreadedStage<int>(next, new() { Capacity = capacity });
        for (var i = 0; i < capacity; i++)
            stage.OnNext(i);
        next.WaitForItem();
        var sender = new Thread(() => stage.OnNext(capacity));
        sender.Start();
        WaitUntilItSleeps(sender, next);      // one more than fits, though the worker has taken the first
        next.Open();
        sender.Join();
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Enumerable.Range(0, capacity + 1), next.Items);
    }

    [Fact]
    public void OnError_ItemsQueued_TheyArriveBeforeIt()
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
    public void OnNext_TargetHasThrown_ThrowsTheSameAndTheTargetIsToldOnce()
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
    public void OnNext_TargetThrowsWhileTheSenderWaits_WakesTheSenderWithIt()
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
    public void OnCompleted_TargetThrowsThere_JoinAndCompletionTell()
    {
        var failure = new FormatException();
        using var stage = new ThreadedStage<int>(new Stubborn(failure));
        stage.OnCompleted();
        Assert.Same(failure, Assert.Throws<FormatException>(() => stage.Join(Token)));
        Assert.True(stage.Completion.IsFaulted);
    }

    [Fact]
    public void OnCompleted_TargetThrowsThere_IsNotToldOfItsOwnFailure()
    {
        var next = new Recording<int> { ErrorAtEnd = Recording<int>.Bad };
        using var stage = new ThreadedStage<int>(next);
        stage.OnNext(1);
        stage.OnCompleted();
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.Join(Token)));
        Assert.Equal("1 |", next.Text);
    }

    [Fact]
    public void OnError_TargetThrowsAnotherWhenTold_JoinTellsBoth()
    {
        var failure = new FormatException("from upstream");
        var next = new Recording<int> { ErrorAtFailure = Recording<int>.Bad };
        using var stage = new ThreadedStage<int>(next);
        stage.OnError(failure);
        Assert.Equal([failure, Recording<int>.Bad], Assert.Throws<AggregateException>(() => stage.Join(Token)).InnerExceptions);
        Assert.Equal("!from upstream", next.Text);
    }

    [Fact]
    public void Dispose_TargetHasThrownAndNobodyWasTold_Throws()
    {
        var failure = new FormatException();
        var stage = new ThreadedStage<int>(new Stubborn(failure));
        stage.OnCompleted();
        Assert.Same(failure, Assert.Throws<FormatException>(stage.Dispose));
        stage.Dispose();
    }

    [Fact]
    public void Dispose_InputHasFailed_DoesNotHideItsException()
    {
        var stage = new ThreadedStage<int>(new Stubborn(new FormatException()));
        stage.OnError(new InvalidOperationException());
        stage.Dispose();
    }

    [Fact]
    public void OnNext_AfterTheEnd_ThrowsWithTheCure()
    {
        using var stage = new ThreadedStage<int>(new Probe<int>(), new() { Name = "late" });
        stage.OnCompleted();
        var raised = Assert.Throws<InvalidOperationException>(() => stage.OnNext(1));
        Assert.Contains("late", raised.Message);
        Assert.Contains("OnCompleted", raised.Message);
    }

    /// <summary>The worker cannot wait for itself, so here it shows, without any waiting, how many items fit: the one that it handles counts.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void OnNext_WorkerSendsIntoItsOwnFullStage_IsReported(int capacity)
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
        Assert.InRange(sent, 0, 1_000);         // whoever sleeps for the first time may allocate; 100,000 items do not
        Assert.InRange(allocated, 0, 1_000);
    }

    [Fact]
    public void Idle_QueueRunsEmpty_IsCalledAfterTheItems()
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

    [Fact]
    public void Cancel_SenderWaits_BothSidesAreToldAndWhatIsQueuedIsDropped()
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
    public void Cancel_BeforeTheStart_TheTargetIsTold()
    {
        var next = new Probe<int>();
        using var stage = new ThreadedStage<int>(next, new() { CancellationToken = new(canceled: true) });
        Assert.Throws<OperationCanceledException>(() => stage.OnNext(1));
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
    }

    [Fact]
    public void Join_Cancelled_OnlyTheWaitingEnds()
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
    public async Task Dispose_InEachState_EndsTheThreadAndTellsTheTargetOnce()
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
                Assert.Equal(state switch { "new" or "sent" => typeof(OperationCanceledException), "failed" => typeof(FormatException), _ => null }, end?.GetType());
                if (end is not OperationCanceledException)
                    Assert.Equal([1], next.Items);
            }
        }
    }

    [Fact]
    public void Dispose_ByTheWorkerItself_DoesNotLockUp()
    {
        ThreadedStage<int>? self = null;
        var next = new Probe<int> { Handle = _ => self!.Dispose() };
        using var stage = self = new(next);
        stage.OnNext(1);
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
    }

    [Fact]
    public void Join_ByTheWorkerItself_IsReported()
    {
        ThreadedStage<int>? self = null;
        using var stage = self = new(new Probe<int> { Handle = _ => self!.Join(Token) });
        stage.OnNext(1);
        Assert.Contains("wait for itself", Assert.Throws<InvalidOperationException>(() => stage.Join(Token)).Message);
    }

    [Fact]
    public void Stage_RandomFailuresAndCancellations_NothingBeforeIsLostAndNothingIsLeft()
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
            Assert.Same(raised, Record.Exception(() => stage.Join(Token)));     // whoever asks is told the same
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

    /// <summary>The course's threaded(grep('python', printer())).</summary>
    [Fact]
    public void Threaded_GrepToPrinter_PrintsWhatMatches()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var printer = Machine.Start<string>(async lines =>
        {
            await foreach (var line in lines)
                output.WriteLine(line);
        });
        using var grep = Machine.Start<string>(async lines =>
        {
            await foreach (var line in lines)
            {
                if (line.Contains("python", StringComparison.Ordinal))
                    printer.Send(line);
            }

            printer.Complete();
        });
        using (var threaded = new ThreadedStage<string>(grep))
        {
            Send(threaded, ["a python in the grass", "a first line", "a python line", "done"]);
            threaded.Join(Token);
        }

        Assert.Equal("a python in the grass\na python line\n", output.ToString());
        Assert.False(printer.TrySend("python, too late"));
    }

    private static void Send<T>(IObserver<T> target, IEnumerable<T> items)
    {
        foreach (var item in items)
            target.OnNext(item);
        target.OnCompleted();
    }

    private static void SendForEver(ThreadedStage<int> target)
    {
        for (var i = 0; ; i++)
            target.OnNext(i);
    }

    private static void Throw(bool condition, Exception error)
    {
        if (condition)
            throw error;
    }

    /// <summary>A thread that does nothing but send sleeps only when the stage is full.</summary>
    private static void WaitUntilItSleeps(Thread sender, Probe<int> next)
    {
        SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !sender.IsAlive);
        if (!sender.IsAlive)
            next.Open();        // or its worker would wait for ever
        Assert.True(sender.IsAlive, "The sender was not held back.");
    }

    private readonly record struct Borrowed(int[] Buffer) : IDetachable<Borrowed>
    {
        public Borrowed Detach() => new([.. Buffer]);
    }

    private sealed class Counter : IObserver<int>
    {
        public int Count { get; private set; }

        public void OnNext(int value)
        {
            if (value == Count)
                Count++;
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
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

    /// <summary>Throws its exception whenever it is told the end.</summary>
    private sealed class Stubborn(Exception failure) : IObserver<int>
    {
        public void OnNext(int value)
        {
        }

        public void OnCompleted() => throw failure;

        public void OnError(Exception error) => throw failure;
    }
}
