namespace CoroFsm.Tests.Pipelines;

public sealed class BroadcastTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Item_SeveralTargets_ArriveInTheirOrder()
    {
        new[] { 1, 2 }.PushTo(Stage.Broadcast(To("a"), To("b"), To("c")));
        Assert.Equal("a1 b1 c1 a2 b2 c2 a| b| c|", Text);
    }

    [Fact]
    public void Item_NoTargets_IsDropped()
    {
        var stage = Stage.Broadcast<int>();
        new[] { 1, 2 }.PushTo(stage);
        Assert.Equal("", Text);
    }

    [Fact]
    public void Target_Throws_OthersReceiveItemAndErrorIsThrownUnwrapped()
    {
        var stage = Stage.Broadcast(To("a"), To("b", throwsAt: "1"), To("c"));
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.OnNext(1)));
        stage.OnNext(2);
        Assert.Equal("a1 c1 a2 b2 c2", Text);
    }

    [Fact]
    public void Targets_SeveralThrow_ThrowsAllInOrder()
    {
        var (first, second) = (new IOException("1"), new IOException("2"));
        var stage = Stage.Broadcast(To("a", throwsAt: "1", error: first), To("b"), To("c", throwsAt: "1", error: second));
        var all = Assert.Throws<AggregateException>(() => stage.OnNext(1));
        Assert.Equal([first, second], all.InnerExceptions);
        Assert.Equal("b1", Text);
    }

    [Fact]
    public void Targets_ShareFailingTarget_ReportsErrorOnce()
    {
        var shared = To("s", throwsAt: "1");
        var stage = Stage.Broadcast(Stage.Tap(_ => { }, shared), Stage.Tap(_ => { }, shared), To("b"));
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.OnNext(1)));
        Assert.Equal("b1", Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Targets_ShareFailingCoroutine_ReportsErrorOnce(bool isStage)
    {
        IObserver<int> shared = isStage
            ? Stage.To<int, int>(Sink.Ignore<int>(), static async (inbox, _) => await Failing(inbox))
            : Machine.Start<int>(Failing);
        var fan = Stage.FanIn(shared);
        var stage = Stage.Broadcast(fan.Input(), To("b"), fan.Input(), fan.Input());
        Assert.Same(Recording<int>.Bad, Record.Exception(() => new[] { 1, 2 }.PushTo(stage)));
        Assert.Equal("b1 b!bad", Text);

        static async Coroutine Failing(Inbox<int> inbox)
        {
            await inbox.Receive();
            throw Recording<int>.Bad;
        }
    }

    [Fact]
    public void Targets_ThreeFailuresTwoIdentical_ThrowsTwo()
    {
        var other = new IOException("other");
        var stage = Stage.Broadcast(To("a", throwsAt: "1"), To("b", throwsAt: "1", error: other), To("c", throwsAt: "1"));
        Assert.Equal([Recording<int>.Bad, other], Assert.Throws<AggregateException>(() => stage.OnNext(1)).InnerExceptions);
    }

    [Fact]
    public void Target_ThrowsInOnCompleted_OthersComplete()
    {
        var failure = new IOException("disk full");
        var stage = Stage.Broadcast(To("a"), new Recording<int>(log, "b") { ErrorAtEnd = failure }, To("c"));
        Assert.Same(failure, Record.Exception(stage.OnCompleted));
        Assert.Equal("a| b| c|", Text);
    }

    [Fact]
    public void Targets_ThrowInOnError_NotifiesOthersAndThrowsAll()
    {
        var (failure, second, third) = (new IOException("lost"), new IOException("2"), new IOException("3"));
        var stage = Stage.Broadcast(
            new Recording<int>(log, "a") { ErrorAtFailure = second },
            new Recording<int>(log, "b") { ErrorAtFailure = failure },
            new Recording<int>(log, "c") { ErrorAtFailure = third });
        Assert.Equal([second, third], Assert.Throws<AggregateException>(() => stage.OnError(failure)).InnerExceptions);
        Assert.Equal("a!lost b!lost c!lost", Text);
    }

    [Fact]
    public void Failure_OfOneTarget_SourceNotifiesAllBranches()
    {
        var stage = Stage.Broadcast(To("a"), To("b", throwsAt: "2"));
        Assert.Same(Recording<int>.Bad, Record.Exception(() => new[] { 1, 2, 3 }.PushTo(stage)));
        Assert.Equal("a1 b1 a2 a!bad b!bad", Text);
    }

    [Fact]
    public void Subscribe_WhileItemIsSent_ReceivesNextItem()
    {
        var stage = Stage.Broadcast<int>();
        var isAdded = false;
        stage.Subscribe(new Recording<int>(log, "a")
        {
            Then = _ =>
            {
                if (!isAdded)
                    stage.Subscribe(To("new"));
                isAdded = true;
            },
        });
        stage.OnNext(1);
        stage.OnNext(2);
        Assert.Equal("a1 a2 new2", Text);
    }

    [Fact]
    public void Dispose_Subscription_EndsNotifications()
    {
        var stage = Stage.Broadcast(To("a"));
        var subscription = stage.Subscribe(To("b"));
        stage.OnNext(1);
        subscription.Dispose();
        subscription.Dispose();
        stage.OnNext(2);
        stage.OnCompleted();
        Assert.Equal("a1 b1 a2 a|", Text);
    }

    [Fact]
    public void Dispose_WhileItemIsSent_AffectsOnlyThatSubscription()
    {
        IDisposable? second = null;
        var stage = Stage.Broadcast<int>();
        using var first = stage.Subscribe(new Recording<int>(log, "a") { Then = _ => second!.Dispose() });
        second = stage.Subscribe(To("b"));
        stage.Subscribe(To("c"));
        stage.OnNext(1);
        stage.OnNext(2);
        Assert.Equal("a1 c1 a2 c2", Text);
    }

    [Fact]
    public void Dispose_ItselfWhileItemIsSent_OthersReceiveItem()
    {
        IDisposable? own = null;
        var stage = Stage.Broadcast<int>();
        own = stage.Subscribe(new Recording<int>(log, "a") { Then = _ => own!.Dispose() });
        stage.Subscribe(To("b"));
        stage.OnNext(1);
        stage.OnNext(2);
        Assert.Equal("a1 b1 b2", Text);
    }

    [Fact]
    public void Dispose_OneOfTwoSubscriptionsOfTarget_KeepsTheOther()
    {
        var stage = Stage.Broadcast<int>();
        var target = To("a");
        using var first = stage.Subscribe(target);
        var second = stage.Subscribe(target);
        stage.OnNext(1);
        second.Dispose();
        second.Dispose();
        stage.OnNext(2);
        Assert.Equal("a1 a1 a2", Text);
    }

    [Fact]
    public void Dispose_TargetEqualsAnother_RemovesSubscribedInstance()
    {
        List<int> received = [];
        var stage = Stage.Broadcast<int>(new Equal(1, received.Add));
        stage.Subscribe(new Equal(2, received.Add)).Dispose();
        stage.OnNext(0);
        Assert.Equal([1], received);
    }

    [Fact]
    public void Completed_WhileItemIsSent_NoTargetReceivesItemAfterCompletion()
    {
        BroadcastStage<int>? stage = null;
        stage = Stage.Broadcast(new Recording<int>(log, "a") { Then = _ => stage!.OnCompleted() }, To("b"));
        stage.OnNext(1);
        Assert.Equal("a1 a| b|", Text);
    }

    [Fact]
    public void Subscribe_AfterCompletion_ReceivesOutcomeAtOnce()
    {
        var completed = Stage.Broadcast<int>();
        completed.OnCompleted();
        completed.OnError(new IOException("after the end"));
        using var a = completed.Subscribe(To("a"));
        var failed = Stage.Broadcast<int>();
        failed.OnError(new IOException("lost"));
        failed.OnError(new IOException("again"));
        using var b = failed.Subscribe(To("b"));
        completed.OnNext(1);
        Assert.Equal("a| b!lost", Text);
    }

    [Fact]
    public void Observable_CustomAtBothEnds_CarriesItemsAndCompletion()
    {
        // As in Rx: a source that subscribes the pipeline, and operators that subscribe to its end.
        var end = Stage.Broadcast<int>();
        using var stage = Stage.To<int, int>(end, Doubled);
        using var first = new Where(end, i => i > 2).Subscribe(To("a"));
        using var second = new Where(new Where(end, i => i < 5), i => i > 0).Subscribe(To("b"));
        new RangeObservable(3).Subscribe(stage).Dispose();
        Assert.Equal("b2 a4 b4 a6 a| b|", Text);
    }

    [Fact]
    public void Observable_CustomFails_ErrorReachesObserver()
    {
        var end = Stage.Broadcast<int>();
        using var stage = Stage.To<int, int>(end, Doubled);
        using var subscription = new Where(end, i => i > 2).Subscribe(To("a"));
        new RangeObservable(2, new IOException("lost")).Subscribe(stage).Dispose();
        Assert.Equal("a4 a!lost", Text);
    }

    private string Text => string.Join(' ', log);

    private static async Coroutine Doubled(Inbox<int> inbox, Action<int> emit)
    {
        await foreach (var item in inbox)
            emit(2 * item);
    }

    private Recording<int> To(string name, string? throwsAt = null, Exception? error = null) =>
        new(log, name) { ThrowsAt = throwsAt, Error = error ?? Recording<int>.Bad };

    private sealed record Equal(int Number, Action<int> Received) : IObserver<int>
    {
        public void OnNext(int value) => Received(Number);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public bool Equals(Equal? other) => other is not null;

        public override int GetHashCode() => 0;
    }

    private sealed class RangeObservable(int count, Exception? failure = null) : IObservable<int>, IDisposable
    {
        public IDisposable Subscribe(IObserver<int> observer)
        {
            for (var i = 1; i <= count; i++)
                observer.OnNext(i);
            if (failure is null)
                observer.OnCompleted();
            else
                observer.OnError(failure);
            return this;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Where(IObservable<int> source, Func<int, bool> predicate) : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer) => source.Subscribe(new Filtered(observer, predicate));

        private sealed class Filtered(IObserver<int> observer, Func<int, bool> predicate) : IObserver<int>
        {
            public void OnNext(int value)
            {
                if (predicate(value))
                    observer.OnNext(value);
            }

            public void OnCompleted() => observer.OnCompleted();

            public void OnError(Exception error) => observer.OnError(error);
        }
    }
}
