using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CoroFsm.Tests.Pipelines;

/// <summary>The contract of every source of items.</summary>
public sealed class SourceContract
{
    private static readonly IOException Lost = new("lost");

    private static readonly Dictionary<string, Run> Sources = new()
    {
        ["sequence"] = (count, failure, target, progress, cancellationToken) =>
        {
            Items(count, failure).PushTo(target, progress, cancellationToken);
            return Task.CompletedTask;
        },
        ["asynchronous sequence"] = (count, failure, target, progress, cancellationToken) => ItemsAsync(count, failure).PushToAsync(
            target, progress, cancellationToken),
        ["channel"] = (count, failure, target, progress, cancellationToken) =>
        {
            var channel = Channel.CreateUnbounded<int>();
            foreach (var item in Enumerable.Range(1, count))
                Assert.True(channel.Writer.TryWrite(item));
            channel.Writer.Complete(failure);
            return channel.Reader.PushToAsync(target, progress, cancellationToken);
        },
    };

    private delegate Task Run(
        int count,
        Exception? failure,
        IObserver<int> target,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default);

    public static TheoryData<string> Names => [.. Sources.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Items_Several_ArriveInOrderThenCompletion(string name)
    {
        var sink = new Recording<int>();
        await Sources[name](4, null, sink);
        Assert.Equal("1 2 3 4 |", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Items_None_CompletionArrives(string name)
    {
        var sink = new Recording<int>();
        await Sources[name](0, null, sink);
        Assert.Equal("|", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Source_Fails_NotifiesTargetAndThrows(string name)
    {
        var sink = new Recording<int>();
        Assert.Same(Lost, await Record.ExceptionAsync(async () => await Sources[name](2, Lost, sink)));
        Assert.Equal("1 2 !lost", sink.Text);
        Assert.Same(Lost, Assert.Single(sink.Failures));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_Throws_NotifiesWholeGraphOnceAndThrows(string name)
    {
        List<string> log = [];
        var fan = Stage.FanIn(new Recording<int>(log, "c"));
        var graph = Stage.Broadcast(
            new Recording<int>(log, "a"), new Recording<int>(log, "b") { ThrowsAt = "2" }, fan.Input(), fan.Input());
        Assert.Same(Recording<int>.Bad, await Record.ExceptionAsync(async () => await Sources[name](3, null, graph)));
        Assert.Equal("a1 b1 c1 c1 a2 c2 c2 a!bad b!bad c!bad", string.Join(' ', log));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_ThrowsAnotherErrorInOnError_ThrowsBoth(string name)
    {
        var second = new IOException("disk full");
        var sink = new Recording<int> { ErrorAtFailure = second };
        var both = await Assert.ThrowsAsync<AggregateException>(async () => await Sources[name](1, Lost, sink));
        Assert.Equal([Lost, second], both.InnerExceptions);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_ThrowsInOnCompleted_DoesNotReceiveItsOwnError(string name)
    {
        var sink = new Recording<int> { ErrorAtEnd = Lost };
        Assert.Same(Lost, await Record.ExceptionAsync(async () => await Sources[name](1, null, sink)));
        Assert.Equal("1 |", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelled_BeforeStart_SendsNothingAndNotifiesTarget(string name)
    {
        foreach (var count in new[] { 0, 3 })
        {
            var sink = new Recording<int>();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await Sources[name](count, null, sink, null, new(canceled: true)));
            Assert.IsAssignableFrom<OperationCanceledException>(Assert.Single(sink.Failures));
            Assert.Single(sink.Log);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelled_Midway_SendsNoFurtherItemAndNotifiesTarget(string name)
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new Recording<int> { Then = i => { if (i == 2) cancellation.Cancel(); } };
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Sources[name](4, null, sink, null, cancellation.Token));
        Assert.Equal(["1", "2"], sink.Log[..2]);
        Assert.Same(error, Assert.Single(sink.Failures));
        Assert.Equal(3, sink.Log.Count);
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelled_AtLastItem_DoesNotComplete(string name)
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new Recording<int> { Then = _ => cancellation.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Sources[name](1, null, sink, null, cancellation.Token));
        Assert.DoesNotContain("|", sink.Log);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Progress_DuringRun_IsReportedPeriodicallyAndAtTheEnd(string name)
    {
        var reports = new Reports();
        await Sources[name](2_500, null, Sink.Ignore<int>(), reports);
        Assert.Equal([new(1024, 0), new(2048, 0), new(2500, 0)], reports.All);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Progress_LastReport_FollowsCompletion(string name)
    {
        var sink = new Recording<int>();
        var reports = new Reports { Then = () => sink.Log.Add("report") };
        await Sources[name](1, null, sink, reports);
        Assert.Equal("1 | report", sink.Text);
    }

    [Fact]
    public async Task Channel_Cancelled_KeepsUnpushedItems()
    {
        using var cancellation = new CancellationTokenSource();
        var channel = Channel.CreateUnbounded<int>();
        foreach (var item in Enumerable.Range(1, 4))
            Assert.True(channel.Writer.TryWrite(item));
        var sink = new Recording<int> { Then = i => { if (i == 2) cancellation.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await channel.Reader.PushToAsync(sink, cancellationToken: cancellation.Token));
        Assert.True(channel.Reader.TryRead(out var next));
        Assert.Equal(3, next);
    }

    [Fact]
    public async Task Channel_CancelledWhileWaiting_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var channel = Channel.CreateUnbounded<int>();
        var sink = new Recording<int>();
        var run = channel.Reader.PushToAsync(sink, cancellationToken: cancellation.Token);
        await channel.Writer.WriteAsync(1, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(run.IsCanceled);
        Assert.Single(sink.Failures);
    }

    [Fact]
    public async Task AsynchronousSequence_Enumerated_ReceivesCancellationToken()
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new Recording<int>();
        var run = Endless().PushToAsync(sink, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Single(sink.Failures);

        static async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield return 1;
        }
    }

    [Fact]
    public void Sequence_TargetThrows_IsDisposed()
    {
        var isDisposed = false;
        Assert.Throws<ArithmeticException>(() => Items().PushTo(new Recording<int> { ThrowsAt = "1" }));
        Assert.True(isDisposed);

        IEnumerable<int> Items()
        {
            try
            {
                yield return 1;
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public void Arguments_Null_AreRefusedAtOnceByName()
    {
        var sink = Sink.Ignore<int>();
        Assert.Throws<ArgumentNullException>("items", () => ((IEnumerable<int>)null!).PushTo(sink));
        Assert.Throws<ArgumentNullException>("target", () => Enumerable.Empty<int>().PushTo(null!));
        Assert.Throws<ArgumentNullException>("items", () => { _ = ((IAsyncEnumerable<int>)null!).PushToAsync(sink); });
        Assert.Throws<ArgumentNullException>("target", () => { _ = ItemsAsync(1, null).PushToAsync(null!); });
        Assert.Throws<ArgumentNullException>("channel", () => { _ = ((ChannelReader<int>)null!).PushToAsync(sink); });
        Assert.Throws<ArgumentNullException>("target", () => { _ = Channel.CreateUnbounded<int>().Reader.PushToAsync(null!); });
    }

    private static IEnumerable<int> Items(int count, Exception? failure) =>
        failure is null ? Enumerable.Range(1, count) : Sequences.Failing(count, failure);

    private static async IAsyncEnumerable<int> ItemsAsync(int count, Exception? failure)
    {
        foreach (var item in Items(count, failure))
        {
            await Task.Yield();
            yield return item;
        }
    }
}
