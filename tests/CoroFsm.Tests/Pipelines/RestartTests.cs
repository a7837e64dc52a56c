namespace CoroFsm.Tests.Pipelines;

/// <summary>A source that restarts with another input: every stage forwards the notification in order with the items.</summary>
public sealed class RestartTests
{
    private static readonly Dictionary<string, Func<IObserver<int>, Stage<int>>> Stages = new()
    {
        ["filter"] = next => Stage.Filter(_ => true, next),
        ["map"] = next => Stage.Map((int i) => i, next),
        ["tap"] = next => Stage.Tap(_ => { }, next),
        ["batch"] = next => Stage.Batch(3, new Flatten(next)),
        ["broadcast"] = next => Stage.Broadcast(Sink.Ignore<int>(), next),
        ["fan-in"] = next => Stage.FanIn(next).Input(),
        ["diamond"] = next =>
        {
            var fan = Stage.FanIn(next);
            return Stage.Broadcast(Stage.Filter(i => i % 2 == 0, fan.Input()), Stage.Filter(i => i % 2 != 0, fan.Input()));
        },
        ["route"] = next => Stage.Route((int i) => i % 2, _ => next),
        ["class of your own"] = next => new Own(next),
        ["several"] = next => Stage.Batch(2, new Flatten(Stage.Broadcast(new Own(Stage.FanIn(next).Input())))),
        [Coroutine] = next => Stage.To<int, int>(next, Pass),
        [Threaded] = next => Stage.Threaded(next, new() { Capacity = 2 }),
    };

    private const string Coroutine = "coroutine";
    private const string Threaded = "threaded";

    public static TheoryData<string> Names => [.. Stages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OnRestart_BetweenItems_ArrivesInOrder(string name)
    {
        var log = new Log();
        var stage = Stages[name](log);
        Send(stage, [1, 2, 4]);
        stage.OnRestart();
        Send(stage, [5]);
        stage.OnRestart();
        stage.OnCompleted();
        Join(stage);
        Assert.Equal("1 2 4 ^ 5 ^ |", log.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OnRestart_AfterCompletion_AcceptsOrRefusesItems(string name)
    {
        var log = new Log();
        var stage = Stages[name](log);
        Send(stage, [1]);
        stage.OnCompleted();
        Join(stage);
        stage.OnRestart();
        if (name == Coroutine)
        {
            Assert.Throws<MachineEndedException>(() => stage.OnNext(2));
            return;
        }

        if (name == Threaded)
        {
            Assert.Throws<InvalidOperationException>(() => stage.OnNext(2));
            return;
        }

        Send(stage, [2]);
        stage.OnError(new IOException());
        stage.OnRestart();
        Send(stage, [3, 4]);
        stage.OnCompleted();
        Assert.Equal("1 | ^ 2 ! ^ 3 4 |", log.Text);
    }

    [Fact]
    public void OnRestart_OneOfTwoInputsHasFailed_OtherContinues()
    {
        var log = new Log();
        var fan = Stage.FanIn(log);
        var (first, second) = (fan.Input(), fan.Input());
        first.OnError(new IOException());
        second.OnNext(1);               // dropped
        first.OnRestart();
        second.OnNext(2);
        first.OnCompleted();
        second.OnNext(3);
        second.OnCompleted();
        Assert.Equal("! ^ 2 3 |", log.Text);
    }

    [Fact]
    public void OnRestart_TargetThrows_TheOthersAreNotified()
    {
        var log = new Log();
        var stage = Stage.Broadcast(new Own(Sink.Ignore<int>(), () => throw new NotSupportedException()), log);
        Assert.Throws<NotSupportedException>(stage.OnRestart);
        Assert.Equal("^", log.Text);
    }

    [Fact]
    public void OnRestart_TargetThrowsAtLastBatch_IsNotified()
    {
        var log = new Log();
        var stage = Stage.Batch(3, new Throwing<int[]>(log));
        stage.OnNext(1);
        Assert.Equal("item", Assert.Throws<NotSupportedException>(stage.OnRestart).Message);
        Assert.Equal("^", log.Text);
        stage.OnRestart();              // the batch is not resent
        Assert.Equal("^", log.Text);
    }

    [Fact]
    public void OnRestart_TargetThrowsAtLastBatchAndWhenNotified_ThrowsBoth()
    {
        var stage = Stage.Batch(3, new Throwing<int[]>(new Own(Sink.Ignore<int>(), static () => throw new IOException("restart"))));
        stage.OnNext(1);
        var both = Assert.Throws<AggregateException>(stage.OnRestart);
        Assert.Equal(["item", "restart"], both.InnerExceptions.Select(static error => error.Message));
    }

    [Fact]
    public void OnRestart_SubscriptionDisposedAfterCompletion_StaysDisposed()
    {
        var (stays, goes) = (new Log(), new Log());
        var stage = Stage.Broadcast(stays);
        var subscription = stage.Subscribe(goes);
        stage.OnCompleted();
        subscription.Dispose();
        stage.OnRestart();
        stage.OnNext(1);
        Assert.Equal(("| ^ 1", "|"), (stays.Text, goes.Text));
    }

    [Fact]
    public void Restart_TargetThatDoesNotObserveIt_DoesNothing()
    {
        Source.Restart(Sink.Ignore<int>());
        Assert.Throws<ArgumentNullException>(() => Source.Restart<int>(null!));
    }

    [Fact]
    public void OnRestart_ThreadedStageAtAnyPace_KeepsItsOrder()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var log = new Log();
            var sent = new Log();
            using var stage = new ThreadedStage<int>(log, new() { Capacity = 1 + random.Next(8) });
            for (var i = 0; i < 400; i++)
            {
                if (random.Next(3) == 0)
                {
                    stage.OnRestart();
                    sent.OnRestart();
                }
                else
                {
                    stage.OnNext(i);
                    sent.OnNext(i);
                }

                if (random.Next(40) == 0)
                    Thread.Yield();
            }

            stage.OnCompleted();
            sent.OnCompleted();
            stage.Join(TestContext.Current.CancellationToken);
            Assert.Equal(sent.Text, log.Text);
        }
    }

    [Fact]
    public void OnRestart_ThreadedStageWaits_IsWoken()
    {
        using var arrived = new SemaphoreSlim(0);
        using var stage = new ThreadedStage<int>(new Own(Sink.Ignore<int>(), () => arrived.Release()));
        for (var i = 0; i < 3; i++)
        {
            stage.OnRestart();
            Assert.True(arrived.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
    }

    private static void Send(Stage<int> stage, int[] items)
    {
        foreach (var item in items)
            stage.OnNext(item);
    }

    private static void Join(Stage<int> stage) => (stage as ThreadedStage<int>)?.Join(TestContext.Current.CancellationToken);

    private static async Coroutine Pass(Inbox<int> items, Action<int> emit)
    {
        await foreach (var item in items)
            emit(item);
    }

    /// <summary>
    /// Items, ^ for a restart, | for the completion, ! for a failure. A diamond forwards each restart twice; it counts once.
    /// </summary>
    private sealed class Log : IObserver<int>, IRestartObserver
    {
        private readonly List<string> all = [];

        internal string Text => string.Join(' ', all);

        public void OnNext(int value) => all.Add($"{value}");

        public void OnCompleted() => all.Add("|");

        public void OnError(Exception error) => all.Add("!");

        public void OnRestart()
        {
            if (all is not [.., "^"])
                all.Add("^");
        }
    }

    private sealed class Own(IObserver<int> next, Action? onRestart = null) : Stage<int, int>(next)
    {
        public override void OnNext(int value) => Next.OnNext(value);

        public override void OnRestart()
        {
            onRestart?.Invoke();
            base.OnRestart();
        }
    }

    /// <summary>Throws at each item and forwards each restart.</summary>
    private sealed class Throwing<T>(IObserver<int> next) : Stage<T, int>(next)
    {
        public override void OnNext(T value) => throw new NotSupportedException("item");
    }

    private sealed class Flatten(IObserver<int> next) : Stage<int[], int>(next)
    {
        public override void OnNext(int[] value) => Array.ForEach(value, Next.OnNext);
    }
}
