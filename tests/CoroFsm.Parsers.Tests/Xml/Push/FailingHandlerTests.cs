using System.IO.Pipelines;
using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>A handler that throws is notified once by the source, and the source rethrows the exception.</summary>
public sealed class FailingHandlerTests
{
    private const string Document = "<a><b>text</b><c/></a>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Events => new MatrixTheoryData<int, int>(Enumerable.Range(1, 7), [1, 3, 100]);

    [Theory]
    [MemberData(nameof(Events))]
    public async Task FeedAsync_StreamHandlerThrowsAtAnyEvent_NotifiesHandlerOnce(int failing, int size)
    {
        var target = new FailingAt(failing);
        using var parser = new XmlPushParser(target);
        await FailsAsync(
            target, () => parser.FeedAsync(new ChunkedStream(Encoding.UTF8.GetBytes(Document), size), cancellationToken: Cancellation));
        Assert.Equal(failing, target.Events);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task FeedAsync_PipeHandlerThrowsAtAnyEvent_NotifiesHandlerOnce(int failing, int size)
    {
        var target = new FailingAt(failing);
        using var parser = new XmlPushParser(target);
        await FailsAsync(
            target,
            () => parser.FeedAsync(
                PipeReader.Create(new ChunkedStream(Encoding.UTF8.GetBytes(Document), size)), cancellationToken: Cancellation));
        Assert.Equal(failing, target.Events);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task PushTo_StreamHandlerThrowsAtAnyEvent_NotifiesHandlerOnce(int failing, int size)
    {
        var target = new FailingAt(failing);
        using var parser = new XmlPushParser(target);
        await FailsAsync(target, () =>
        {
            new MemoryStream(Encoding.UTF8.GetBytes(Document)).PushTo(parser, chunkSize: size);
            return Task.CompletedTask;
        });
        Assert.Equal(failing, target.Events);
    }

    [Fact]
    public async Task FeedAsync_HandlerThrowsAtFinalEvent_NotifiesHandlerOnce()
    {
        foreach (var (document, options) in new[] { ("text", new XmlPushOptions { IsFragment = true }), ("<a>", XmlPushOptions.Default) })
        {
            var target = new FailingAt(1);
            using var parser = new XmlPushParser(target, options);
            await FailsAsync(
                target, () => parser.FeedAsync(new MemoryStream(Encoding.UTF8.GetBytes(document)), cancellationToken: Cancellation));
        }
    }

    [Fact]
    public void Feed_HandlerThrows_OnlyThrowsAndLaterErrorReachesHandler()
    {
        var target = new FailingAt(1);
        using var parser = new XmlPushParser(target);
        Assert.Same(target.Thrown, Assert.Throws<ArithmeticException>(() => parser.Feed("<a>"u8)));
        Assert.Empty(target.Errors);
        IObserver<ByteChunk> stage = parser;
        var error = new IOException();
        stage.OnError(error);
        stage.OnError(new IOException("another"));
        Assert.Same(error, Assert.Single(target.Errors));
    }

    [Fact]
    public async Task FeedAsync_HandlerThrowsAtCompletion_ThrowsWithoutSecondNotification()
    {
        var target = new FailingAt(4);
        using var parser = new XmlPushParser(target);
        Assert.Same(
            target.Thrown,
            await Record.ExceptionAsync(
                () => parser.FeedAsync(new MemoryStream("<a><b/></a>"u8.ToArray()), cancellationToken: Cancellation)));
        Assert.Single(target.Errors);

        target = new FailingAt(5);
        using var other = new XmlPushParser(target);
        Assert.Same(
            target.Thrown,
            await Record.ExceptionAsync(
                () => other.FeedAsync(new MemoryStream("<a><b/></a>"u8.ToArray()), cancellationToken: Cancellation)));
        Assert.Empty(target.Errors);
    }

    [Fact]
    public async Task FeedAsync_HandlerThrowsWhenNotified_ThrowsBoth()
    {
        using var parser = new XmlPushParser(new Refusing());
        var both = await Assert.ThrowsAsync<AggregateException>(
            () => parser.FeedAsync(new MemoryStream("<a></b>"u8.ToArray()), cancellationToken: Cancellation));
        Assert.Collection(both.InnerExceptions, e => Assert.IsType<XmlPushException>(e), e => Assert.IsType<NotSupportedException>(e));
    }

    [Fact]
    public async Task FeedAsync_WholeGraph_NotifiesEverySinkOnce()
    {
        var (failing, other) = (new FailingAt(3), new FailingAt(100));
        using var parser = new XmlPushParser(Stage.Broadcast<SaxEvent>(failing, other));
        await FailsAsync(
            failing, () => parser.FeedAsync(new MemoryStream(Encoding.UTF8.GetBytes(Document)), cancellationToken: Cancellation));
        Assert.Same(failing.Thrown, Assert.Single(other.Errors));
        Assert.Equal(3, other.Events);
    }

    [Fact]
    public async Task FeedAsync_BusyOrCompleted_ThrowsWithoutNotification()
    {
        Exception? inside = null;
        XmlPushParser? parser = null;
        var target = new Each(
            e => inside ??= Record.Exception(() => { _ = parser!.FeedAsync(Stream.Null, cancellationToken: Cancellation); }));
        using (parser = new XmlPushParser(target))
        {
            await parser.FeedAsync(new MemoryStream("<a/>"u8.ToArray()), cancellationToken: Cancellation);
            Assert.IsType<InvalidOperationException>(inside);
            Assert.True(target.IsCompleted);
            Assert.Null(target.Error);
            await Assert.ThrowsAsync<InvalidOperationException>(() => parser.FeedAsync(Stream.Null, cancellationToken: Cancellation));
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => parser.FeedAsync(PipeReader.Create(Stream.Null), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task FeedAsync_PipeAfterFailure_HasConsumedFedBytes()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("<a></b>"u8.ToArray(), Cancellation);
        using var parser = new XmlPushParser(new EventLog());
        await Assert.ThrowsAsync<XmlPushException>(() => parser.FeedAsync(pipe.Reader, cancellationToken: Cancellation));
        await pipe.Writer.WriteAsync("rest"u8.ToArray(), Cancellation);
        Assert.Equal("rest", Encoding.UTF8.GetString((await pipe.Reader.ReadAsync(Cancellation)).Buffer));
    }

    private static async Task FailsAsync(FailingAt target, Func<Task> run)
    {
        var error = await Assert.ThrowsAsync<ArithmeticException>(run);
        Assert.Same(target.Thrown, error);
        Assert.Same(error, Assert.Single(target.Errors));
    }

    /// <summary>Throws at an event, or at the completion if it comes next.</summary>
    private sealed class FailingAt(int failing) : IObserver<SaxEvent>
    {
        public int Events { get; private set; }

        public List<Exception> Errors { get; } = [];

        public ArithmeticException Thrown { get; } = new();

        public void OnNext(SaxEvent value)
        {
            Assert.Empty(Errors);
            Count();
        }

        public void OnCompleted() => Count();

        public void OnError(Exception error) => Errors.Add(error);

        private void Count()
        {
            if (++Events == failing)
                throw Thrown;
        }
    }

    private sealed class Refusing : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value)
        {
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => throw new NotSupportedException("notified", error);
    }
}
