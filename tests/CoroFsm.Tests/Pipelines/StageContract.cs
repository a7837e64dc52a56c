namespace CoroFsm.Tests.Pipelines;

/// <summary>The contract of every stage: each of them here forwards its items unchanged.</summary>
public sealed class StageContract
{
    private static readonly Dictionary<string, Func<IObserver<int>, IObserver<int>>> Stages = new()
    {
        ["filter"] = next => Stage.Filter(_ => true, next),
        ["map"] = next => Stage.Map((int i) => i, next),
        ["tap"] = next => Stage.Tap(_ => { }, next),
        ["batch"] = next => Stage.Batch(1, new Flatten(next)),
        ["broadcast"] = next => Stage.Broadcast(next),
        ["subscribed"] = next =>
        {
            var stage = Stage.Broadcast<int>();
            stage.Subscribe(next);
            return stage;
        },
        ["fan-in"] = next => Stage.FanIn(next).Input(),
        ["diamond"] = next =>
        {
            var fan = Stage.FanIn(next);
            return Stage.Broadcast(Stage.Filter(i => i % 2 == 0, fan.Input()), Stage.Filter(i => i % 2 != 0, fan.Input()));
        },
        ["route"] = next => Stage.Route((int _) => "all", _ => next),
        ["routes to one"] = next => Stage.Route((int i) => i, _ => next),
        ["coroutine"] = next => Stage.To<int, int>(next, Pass),
        ["plain receives"] = next => Stage.To<int, int>(next, PassOneByOne),
        ["sub-coroutines"] = next => Stage.To<int, int>(next, PassBySubCoroutines),
        ["synchronized coroutine"] = next => Stage.To<int, int>(next, Pass, new() { Synchronized = true }),
        ["checked coroutine"] = next => Stage.To<int, int>(next, Pass, new() { ChecksThread = true }),
        ["class of one's own"] = next => new Own(next),
        ["three of them"] = next => new Own(Stage.To<int, int>(Stage.Map((int i) => i, next), Pass)),
        ["machine"] = next => Machine.Start<int>(inbox => ByHand(inbox, next)),
        ["operator as in Rx"] = next =>
        {
            var subject = Stage.Broadcast<int>();
            new Select(subject).Subscribe(next);
            return subject;
        },
    };

    public static TheoryData<string> Names => [.. Stages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ItemsAndCompletion_Sent_ArriveInOrderOnce(string name)
    {
        var sink = new Recording<int>();
        Enumerable.Range(1, 5).PushTo(Stages[name](sink));
        Assert.Equal("1 2 3 4 5 |", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Items_None_CompletionArrives(string name)
    {
        var sink = new Recording<int>();
        Stages[name](sink).OnCompleted();
        Assert.Equal(name is "route" or "routes to one" ? "" : "|", sink.Text);     // a route has targets only for the keys of its items
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Item_IsHandledWithinTheCall(string name)
    {
        var sink = new Recording<int>();
        var stage = Stages[name](sink);
        stage.OnNext(1);
        Assert.Equal("1", sink.Text);
        stage.OnNext(2);
        Assert.Equal("1 2", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Source_Fails_ErrorArrivesOnceUnwrapped(string name)
    {
        var failure = new IOException("lost");
        var sink = new Recording<int>();
        Assert.Same(failure, Record.Exception(() => Sequences.Failing(3, failure).PushTo(Stages[name](sink))));
        Assert.Equal("1 2 3 !lost", sink.Text);
        Assert.Same(failure, Assert.Single(sink.Failures));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Failure_SentByOnError_IsNotThrownBack(string name)
    {
        var sink = new Recording<int>();
        var stage = Stages[name](sink);
        stage.OnNext(1);
        stage.OnError(new IOException("lost"));
        Assert.Equal("1 !lost", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_Throws_ThrowsToSenderUnwrapped(string name)
    {
        var sink = new Recording<int> { ThrowsAt = "2" };
        var stage = Stages[name](sink);
        stage.OnNext(1);
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.OnNext(2)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_Throws_ReceivesErrorOnceAndNothingMore(string name)
    {
        var sink = new Recording<int> { ThrowsAt = "2" };
        Assert.Same(Recording<int>.Bad, Record.Exception(() => Enumerable.Range(1, 5).PushTo(Stages[name](sink))));
        Assert.Equal("1 !bad", sink.Text);
        Assert.Same(Recording<int>.Bad, Assert.Single(sink.Failures));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_ThrowsInOnCompleted_ThrowsToSenderAndReceivesNoError(string name)
    {
        var failure = new IOException("disk full");
        var sink = new Recording<int> { ErrorAtEnd = failure };
        Assert.Same(failure, Record.Exception(() => Enumerable.Range(1, 2).PushTo(Stages[name](sink))));
        Assert.Equal("1 2 |", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_ThrowsInOnError_ThrowsBoth(string name)
    {
        var (failure, second) = (new IOException("lost"), new IOException("disk full"));
        var sink = new Recording<int> { ErrorAtFailure = second };
        var both = Assert.Throws<AggregateException>(() => Sequences.Failing(1, failure).PushTo(Stages[name](sink)));
        Assert.Equal([failure, second], both.InnerExceptions);
        Assert.Equal("1 !lost", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_RethrowsReceivedError_ThrowsItOnce(string name)
    {
        var failure = new IOException("lost");
        var sink = new Recording<int> { ErrorAtFailure = failure };
        Assert.Same(failure, Record.Exception(() => Sequences.Failing(1, failure).PushTo(Stages[name](sink))));
        Assert.Equal("1 !lost", sink.Text);
    }

    [Theory]
    [InlineData("broadcast")]
    [InlineData("fan-in")]
    [InlineData("diamond")]
    [InlineData("route")]
    [InlineData("coroutine")]
    [InlineData("synchronized coroutine")]
    public void Completion_SentTwiceByUpstream_IsForwardedOnce(string name)
    {
        foreach (var fails in new[] { false, true })
        {
            var sink = new Recording<int>();
            var stage = Stages[name](sink);
            stage.OnNext(1);
            if (fails)
                stage.OnError(new IOException("lost"));
            else
                stage.OnCompleted();
            stage.OnCompleted();
            stage.OnError(new IOException("again"));
            Assert.Equal(fails ? "1 !lost" : "1 |", sink.Text);
        }
    }

    [Theory]
    [InlineData("broadcast")]
    [InlineData("fan-in")]
    [InlineData("diamond")]
    [InlineData("route")]
    public void Item_AfterCompletion_IsDropped(string name)
    {
        var sink = new Recording<int>();
        var stage = Stages[name](sink);
        stage.OnNext(1);
        stage.OnCompleted();
        stage.OnNext(2);
        Assert.Equal("1 |", sink.Text);
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("map")]
    [InlineData("tap")]
    [InlineData("route")]
    public void Delegate_Throws_ThrowsToSenderAndNotifiesTarget(string name)
    {
        var sink = new Recording<int>();
        IObserver<int> stage = name switch
        {
            "filter" => Stage.Filter(i => i < 3 ? true : throw Recording<int>.Bad, sink),
            "map" => Stage.Map((int i) => i < 3 ? i : throw Recording<int>.Bad, sink),
            "tap" => Stage.Tap(i => { if (i == 3) throw Recording<int>.Bad; }, sink),
            _ => Stage.Route((int i) => i < 3 ? 0 : throw Recording<int>.Bad, _ => sink),
        };
        Assert.Same(Recording<int>.Bad, Record.Exception(() => Enumerable.Range(1, 5).PushTo(stage)));
        Assert.Equal("1 2 !bad", sink.Text);
    }

    private static async Coroutine Pass(Inbox<int> inbox, Action<int> emit)
    {
        await foreach (var item in inbox)
            emit(item);
    }

    private static async Coroutine PassOneByOne(Inbox<int> inbox, Action<int> emit)
    {
        while (true)
            emit(await inbox.Receive());
    }

    private static async Coroutine PassBySubCoroutines(Inbox<int> inbox, Action<int> emit)
    {
        while (true)
            await PassOne(inbox, emit);
    }

    private static async Coroutine PassOne(Inbox<int> inbox, Action<int> emit) => emit(await inbox.Receive());

    /// <summary>A coroutine that forwards its items.</summary>
    private static async Coroutine ByHand(Inbox<int> inbox, IObserver<int> next)
    {
        try
        {
            await foreach (var item in inbox)
                next.OnNext(item);
        }
        catch (Exception error)
        {
            try
            {
                next.OnError(error);
            }
            catch (Exception another) when (another != error)
            {
                throw new AggregateException(error, another);
            }

            throw;
        }

        next.OnCompleted();
    }

    private sealed class Own(IObserver<int> next) : Stage<int, int>(next)
    {
        public override void OnNext(int value) => Next.OnNext(value);
    }

    private sealed class Flatten(IObserver<int> next) : Stage<int[], int>(next)
    {
        public override void OnNext(int[] value)
        {
            foreach (var item in value)
                Next.OnNext(item);
        }
    }

    /// <summary>An operator like those of Rx: an observable that subscribes to another.</summary>
    private sealed class Select(IObservable<int> source) : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer) =>
            source.Subscribe(Sink.To<int>(observer.OnNext, observer.OnCompleted, observer.OnError));
    }
}
