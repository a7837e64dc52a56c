namespace CoroFsm.Tests.Pipelines;

/// <summary>Observables that feed a pipeline by <c>PushTo</c>, which follows the contract of sources for them.</summary>
public sealed class ObservableSourceTests
{
    private static readonly IOException Lost = new("lost");

    private readonly Subject subject = new();
    private readonly Recording<int> sink = new();

    [Fact]
    public void ItemsAndCompletion_Pushed_ArriveAndEndSubscription()
    {
        using var subscription = subject.PushTo(sink);
        subject.Observer.OnNext(1);
        subject.Observer.OnNext(2);
        Assert.False(subject.IsDisposed);
        subject.Observer.OnCompleted();
        Assert.True(subject.IsDisposed);
        subject.Observer.OnNext(3);
        subject.Observer.OnCompleted();
        subject.Observer.OnError(Lost);
        Assert.Equal("1 2 |", sink.Text);
    }

    [Fact]
    public void Observable_Fails_NotifiesTargetOnce()
    {
        using var subscription = subject.PushTo(sink);
        subject.Observer.OnError(Lost);
        subject.Observer.OnError(Lost);
        subject.Observer.OnCompleted();
        Assert.Equal("!lost", sink.Text);
        Assert.Same(Lost, Assert.Single(sink.Failures));
        Assert.True(subject.IsDisposed);
    }

    [Fact]
    public void Target_Throws_NotifiesWholeGraphThrowsToPusherAndEndsSubscription()
    {
        var failing = new Recording<int> { ThrowsAt = "2", Error = Lost };
        using var subscription = subject.PushTo(Stage.Broadcast(failing, sink));
        subject.Observer.OnNext(1);
        Assert.Same(Lost, Record.Exception(() => subject.Observer.OnNext(2)));
        Assert.True(subject.IsDisposed);
        subject.Observer.OnNext(3);
        subject.Observer.OnCompleted();
        Assert.Equal("1 !lost", failing.Text);
        Assert.Equal("1 2 !lost", sink.Text);
    }

    [Fact]
    public void Target_ThrowsAnotherErrorInOnError_ThrowsBoth()
    {
        var another = new IOException("disk full");
        var failing = new Recording<int> { ThrowsAt = "1", Error = Lost, ErrorAtFailure = another };
        using var subscription = subject.PushTo(failing);
        Assert.Equal([Lost, another], Assert.Throws<AggregateException>(() => subject.Observer.OnNext(1)).InnerExceptions);
    }

    [Fact]
    public void Target_ThrowsInOnCompleted_DoesNotReceiveItsOwnError()
    {
        var failing = new Recording<int> { ErrorAtEnd = Lost };
        using var subscription = subject.PushTo(failing);
        Assert.Same(Lost, Record.Exception(subject.Observer.OnCompleted));
        Assert.Equal("|", failing.Text);
    }

    [Fact]
    public void Dispose_BeforeCompletion_EndsSubscriptionWithoutNotification()
    {
        var subscription = subject.PushTo(sink);
        subject.Observer.OnNext(1);
        subscription.Dispose();
        Assert.True(subject.IsDisposed);
        subject.Observer.OnNext(2);
        subject.Observer.OnCompleted();
        Assert.Equal("1", sink.Text);
    }

    [Fact]
    public void Observable_CompletesDuringSubscribe_DisposesSubscription()
    {
        subject.WhileSubscribing = observer =>
        {
            observer.OnNext(1);
            observer.OnCompleted();
        };
        using var subscription = subject.PushTo(sink);
        Assert.Equal("1 |", sink.Text);
        Assert.True(subject.IsDisposed);
    }

    [Fact]
    public void Target_ThrowsDuringSubscribe_ReceivesErrorOnceAndThrows()
    {
        subject.WhileSubscribing = observer => observer.OnNext(1);
        var failing = new Recording<int> { ThrowsAt = "1", Error = Lost };
        Assert.Same(Lost, Record.Exception(() => subject.PushTo(failing)));
        Assert.Equal("!lost", failing.Text);
    }

    [Fact]
    public void Observable_RefusesSubscription_NotifiesTargetAndThrows()
    {
        subject.WhileSubscribing = _ => throw Lost;
        Assert.Same(Lost, Record.Exception(() => subject.PushTo(sink)));
        Assert.Equal("!lost", sink.Text);
        subject.Observer.OnNext(1);
        Assert.Equal("!lost", sink.Text);
    }

    [Fact]
    public void Arguments_Null_AreRefusedByName()
    {
        Assert.Throws<ArgumentNullException>("items", () => ((IObservable<int>)null!).PushTo(sink));
        Assert.Throws<ArgumentNullException>("target", () => subject.PushTo(null!));
    }

    /// <summary>An observable with one observer, which keeps pushing regardless of errors.</summary>
    private sealed class Subject : IObservable<int>, IDisposable
    {
        public IObserver<int> Observer { get; private set; } = null!;

        public bool IsDisposed { get; private set; }

        public Action<IObserver<int>>? WhileSubscribing { get; set; }

        public IDisposable Subscribe(IObserver<int> observer)
        {
            Observer = observer;
            WhileSubscribing?.Invoke(observer);
            return this;
        }

        public void Dispose() => IsDisposed = true;
    }
}
