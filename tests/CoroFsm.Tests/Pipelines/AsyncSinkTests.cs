namespace CoroFsm.Tests.Pipelines;

public sealed class AsyncSinkTests
{
    private static readonly IOException Lost = new("lost");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_AreReadInOrder()
    {
        var sink = new AsyncSink<int>(capacity: 2);
        var run = Start(() => Enumerable.Range(1, 100).PushTo(sink));
        Assert.Equal(Enumerable.Range(1, 100), await sink.ToListAsync(Token));
        await run;
    }

    [Fact]
    public async Task Failure_ItemsWait_ArrivesAfterThem()
    {
        var sink = new AsyncSink<int>();
        Assert.Throws<IOException>(() => Sequences.Failing(3, Lost).PushTo(sink));
        List<int> items = [];
        var error = await Record.ExceptionAsync(async () =>
        {
            await foreach (var item in sink)
                items.Add(item);
        });
        Assert.Same(Lost, error);
        Assert.Equal([1, 2, 3], items);
    }

    [Fact]
    public async Task Send_Full_WaitsForReader()
    {
        var sink = new AsyncSink<int>(capacity: 3);
        var sent = 0;
        using var fourth = new ManualResetEventSlim();
        var run = Start(
            () => Enumerable.Range(1, 10).PushTo(Stage.Tap<int>(_ => { if (Interlocked.Increment(ref sent) == 4) fourth.Set(); }, sink)));
        fourth.Wait(Token);              // the sender is about to pass the fourth, and there is no room for it
        await using var reader = sink.GetAsyncEnumerator(Token);
        for (var i = 1; i <= 10; i++)
        {
            Assert.True(Volatile.Read(ref sent) <= i - 1 + 4);      // those taken, three that wait, one held by the sender
            Assert.True(await reader.MoveNextAsync());
            Assert.Equal(i, reader.Current);
        }

        Assert.False(await reader.MoveNextAsync());
        await run;
    }

    [Fact]
    public async Task Reader_LeavesEarly_NotifiesSenderAtNextItem()
    {
        var sink = new AsyncSink<int>();
        sink.OnNext(1);
        await foreach (var _ in sink)
            break;
        Assert.Contains("has left", Assert.Throws<OperationCanceledException>(() => sink.OnNext(2)).Message);
        sink.OnCompleted();
        sink.OnError(Lost);
    }

    [Fact]
    public async Task Reader_LeavesWhileSenderWaits_SenderContinues()
    {
        var sink = new AsyncSink<int>(capacity: 1);
        var run = Start(() => Enumerable.Range(1, 1000).PushTo(sink));
        await foreach (var item in sink)
        {
            if (item == 3)
                break;
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Reader_Cancelled_LeavesAlthoughItemsWait()
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new AsyncSink<int>();
        Enumerable.Range(1, 10).PushTo(sink);
        List<int> items = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in sink.WithCancellation(cancellation.Token))
            {
                items.Add(item);
                if (item == 2)
                    await cancellation.CancelAsync();
            }
        });
        Assert.Equal([1, 2], items);
    }

    [Fact]
    public async Task Reader_CancelledWhileWaiting_LeavesAndNotifiesSender()
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new AsyncSink<int>();
        var reader = sink.GetAsyncEnumerator(cancellation.Token);
        var next = reader.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Assert.Throws<OperationCanceledException>(() => sink.OnNext(1));
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Reader_Second_IsRefusedWithFix()
    {
        var sink = new AsyncSink<int>();
        await using var first = sink.GetAsyncEnumerator(Token);
        Assert.Contains("broadcast", Assert.Throws<InvalidOperationException>(() => sink.GetAsyncEnumerator(Token)).Message);
        sink.OnNext(1);
        Assert.True(await first.MoveNextAsync());
    }

    [Fact]
    public async Task Items_Borrowed_AreDetached()
    {
        var sink = new AsyncSink<ByteChunk>();
        byte[] buffer = [1];
        sink.OnNext(buffer);
        buffer[0] = 2;
        sink.OnCompleted();
        Assert.Equal(1, Assert.Single(await sink.ToListAsync(Token)).Span[0]);
    }

    [Fact]
    public void Capacity_LessThanOne_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new AsyncSink<int>(0));

    private static Task Start(Action action) =>
        Task.Factory.StartNew(action, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
