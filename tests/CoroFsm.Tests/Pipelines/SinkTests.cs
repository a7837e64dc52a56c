using System.Threading.Channels;

namespace CoroFsm.Tests.Pipelines;

public sealed class SinkTests
{
    private static readonly IOException Lost = new("lost");

    [Fact]
    public void Action_EachItemAndCompletion_IsCalled()
    {
        List<string> log = [];
        new[] { 1, 2 }.PushTo(Sink.To<int>(i => log.Add($"{i}"), () => log.Add("|"), error => log.Add(error.Message)));
        Assert.Throws<IOException>(() =>
            Sequences.Failing(1, Lost).PushTo(Sink.To<int>(i => log.Add($"{i}"), () => log.Add("|"), error => log.Add(error.Message))));
        Assert.Equal(["1", "2", "|", "1", "lost"], log);
    }

    [Fact]
    public void Action_WithoutEndHandlers_IgnoresEnds()
    {
        var count = 0;
        var sink = Sink.To<int>(_ => count++);
        sink.OnNext(1);
        sink.OnCompleted();
        sink.OnError(Lost);
        Assert.Equal(1, count);
    }

    [Fact]
    public void List_BorrowedItems_CollectsDetachedCopies()
    {
        HashSet<int> numbers = [];
        new[] { 1, 2, 1 }.PushTo(Sink.To(numbers));
        Assert.Equal([1, 2], numbers.Order());

        List<ByteChunk> chunks = [];
        byte[] buffer = [1];
        Sink.To(chunks).OnNext(buffer);
        buffer[0] = 2;
        Assert.Equal(1, chunks[0].Span[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Writer_ItemsAndEnd_WritesLinesAndFlushes(bool fails)
    {
        using var writer = new Writer();
        var sink = Sink.To(writer);
        sink.OnNext("a");
        sink.OnNext("b");
        Assert.Equal(0, writer.Flushes);
        if (fails)
            sink.OnError(Lost);
        else
            sink.OnCompleted();
        Assert.Equal($"a{Environment.NewLine}b{Environment.NewLine}", writer.ToString());
        Assert.Equal(1, writer.Flushes);
        Assert.False(writer.IsClosed);
    }

    [Fact]
    public async Task Channel_ItemsAndCompletion_Arrive()
    {
        var channel = Channel.CreateUnbounded<int>();
        new[] { 1, 2 }.PushTo(Sink.To(channel.Writer));
        Assert.Equal(
            [1, 2],
            await channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        await channel.Reader.Completion;
    }

    [Fact]
    public async Task Channel_Failure_Arrives()
    {
        var channel = Channel.CreateUnbounded<int>();
        Assert.Throws<IOException>(() => Sequences.Failing(1, Lost).PushTo(Sink.To(channel.Writer)));
        Assert.Equal(1, await channel.Reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Same(Lost, await Record.ExceptionAsync(() => channel.Reader.Completion));
    }

    [Fact]
    public void Channel_BorrowedItems_AreDetached()
    {
        var channel = Channel.CreateUnbounded<ByteChunk>();
        byte[] buffer = [1];
        Sink.To(channel.Writer).OnNext(buffer);
        buffer[0] = 2;
        Assert.True(channel.Reader.TryRead(out var chunk));
        Assert.Equal(1, chunk.Span[0]);
    }

    [Fact]
    public async Task Channel_Full_SenderWaitsForRoom()
    {
        var token = TestContext.Current.CancellationToken;
        var channel = Channel.CreateBounded<int>(2);
        var gate = new GatedWriter<int>(channel.Writer);
        var sender = new Thread(() => Enumerable.Range(1, 4).PushTo(Sink.To(gate)));
        sender.Start();
        gate.Waits.Wait(token);         // the sender has found no room for 3 and waits
        Assert.Equal(2, channel.Reader.Count);
        Assert.Equal([1, 2, 3, 4], await channel.Reader.ReadAllAsync(token).ToListAsync(token));
        sender.Join();
    }

    [Fact]
    public void Channel_FullAndCancelled_SenderStopsWaiting()
    {
        using var cancellation = new CancellationTokenSource();
        var channel = Channel.CreateBounded<int>(1);
        var gate = new GatedWriter<int>(channel.Writer);
        Exception? error = null;
        var sender = new Thread(() => error = Record.Exception(() => new[] { 1, 2 }.PushTo(Sink.To(gate, cancellation.Token))));
        sender.Start();
        gate.Waits.Wait(TestContext.Current.CancellationToken);
        cancellation.Cancel();
        sender.Join();
        Assert.IsAssignableFrom<OperationCanceledException>(error);
        Assert.True(channel.Reader.TryRead(out _));
        Assert.True(channel.Reader.Completion.IsCanceled);      // the reader is notified, too
    }

    [Fact]
    public void Channel_ClosedByAnother_ThrowsToSender()
    {
        var channel = Channel.CreateUnbounded<int>();
        var sink = Sink.To(channel.Writer);
        sink.OnNext(1);
        channel.Writer.Complete(Lost);
        Assert.Same(Lost, Assert.Throws<ChannelClosedException>(() => sink.OnNext(2)).InnerException);
        sink.OnCompleted();     // already completed
        sink.OnError(Lost);
    }

    [Fact]
    public void Ignore_AnyCall_DoesNothing()
    {
        var sink = Sink.Ignore<int>();
        new[] { 1, 2 }.PushTo(sink);
        sink.OnError(Lost);
        Assert.Same(sink, Sink.Ignore<int>());
    }

    [Fact]
    public void Arguments_Null_AreRefusedByName()
    {
        Assert.Throws<ArgumentNullException>("onNext", () => Sink.To((Action<int>)null!));
        Assert.Throws<ArgumentNullException>("items", () => Sink.To((ICollection<int>)null!));
        Assert.Throws<ArgumentNullException>("writer", () => Sink.To((TextWriter)null!));
        Assert.Throws<ArgumentNullException>("channel", () => Sink.To((ChannelWriter<int>)null!));
    }

    private sealed class Writer : StringWriter
    {
        public int Flushes { get; private set; }

        public bool IsClosed { get; private set; }

        public override void Flush() => Flushes++;

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }

    /// <summary>Shows whether a sender waits for room.</summary>
    private sealed class GatedWriter<T>(ChannelWriter<T> channel) : ChannelWriter<T>
    {
        public ManualResetEventSlim Waits { get; } = new();

        public override bool TryWrite(T item) => channel.TryWrite(item);

        public override bool TryComplete(Exception? error = null) => channel.TryComplete(error);

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
        {
            var wait = channel.WaitToWriteAsync(cancellationToken);
            Waits.Set();
            return wait;
        }

        public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
        {
            var write = channel.WriteAsync(item, cancellationToken);
            Waits.Set();
            return write;
        }
    }
}
