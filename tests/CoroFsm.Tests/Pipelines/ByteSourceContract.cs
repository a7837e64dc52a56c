using System.Buffers;
using System.IO.Pipelines;

namespace CoroFsm.Tests.Pipelines;

/// <summary>The contract of every source of bytes.</summary>
public sealed class ByteSourceContract
{
    private static readonly IOException Lost = new("lost");

    /// <summary>Chunks of 1 to 3 bytes, "abcdef" in all.</summary>
    private static readonly string[] Chunks = ["ab", "c", "def"];

    private static readonly Dictionary<string, Run> Sources = new()
    {
        ["stream"] = (chunks, failure, target, progress, cancellationToken) =>
        {
            using var stream = new Stuttering(chunks, failure);
            stream.PushTo(target, progress, cancellationToken: cancellationToken);
            Assert.False(stream.IsClosed);
            return Task.CompletedTask;
        },
        ["stream, asynchronously"] = async (chunks, failure, target, progress, cancellationToken) =>
        {
            await using var stream = new Stuttering(chunks, failure);
            await stream.PushToAsync(target, progress, cancellationToken: cancellationToken);
            Assert.False(stream.IsClosed);
        },
        ["pipe"] = (chunks, failure, target, progress, cancellationToken) => FilledPipe(chunks, failure).PushToAsync(
            target, progress, cancellationToken),
    };

    private delegate Task Run(
        string[] chunks,
        Exception? failure,
        IObserver<ByteChunk> target,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default);

    public static TheoryData<string> Names => [.. Sources.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Bytes_Written_ArriveInOrder(string name)
    {
        var (sink, text) = TextSink();
        await Sources[name](Chunks, null, text);
        Assert.Equal("ab c def |", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Bytes_None_CompletionArrives(string name)
    {
        var (sink, text) = TextSink();
        await Sources[name]([], null, text);
        Assert.Equal("|", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Source_Fails_NotifiesTargetAndThrows(string name)
    {
        var (sink, text) = TextSink();
        Assert.Same(Lost, await Record.ExceptionAsync(async () => await Sources[name](Chunks, Lost, text)));
        Assert.Equal("!lost", sink.Log[^1]);
        Assert.Same(Lost, Assert.Single(sink.Failures));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_Throws_ReceivesErrorOnceAndThrows(string name)
    {
        var (sink, text) = TextSink("c");
        Assert.Same(Recording<string>.Bad, await Record.ExceptionAsync(async () => await Sources[name](Chunks, null, text)));
        Assert.Equal("ab !bad", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_ThrowsInOnCompleted_DoesNotReceiveItsOwnError(string name)
    {
        var sink = new Recording<ByteChunk> { ErrorAtEnd = Lost };
        Assert.Same(Lost, await Record.ExceptionAsync(async () => await Sources[name]([], null, sink)));
        Assert.Equal("|", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_ThrowsAnotherErrorInOnError_ThrowsBoth(string name)
    {
        var second = new IOException("disk full");
        var sink = new Recording<ByteChunk> { ErrorAtFailure = second };
        var both = await Assert.ThrowsAsync<AggregateException>(async () => await Sources[name]([], Lost, sink));
        Assert.Equal([Lost, second], both.InnerExceptions);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelled_BeforeStart_SendsNothingAndNotifiesTarget(string name)
    {
        var (sink, text) = TextSink();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Sources[name](Chunks, null, text, null, new(canceled: true)));
        Assert.Single(sink.Failures);
        Assert.Single(sink.Log);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelled_Midway_SendsNoFurtherChunkAndNotifiesTarget(string name)
    {
        foreach (var at in new[] { "c", "def" })
        {
            using var cancellation = new CancellationTokenSource();
            var (sink, text) = TextSink(then: chunk => { if (chunk == at) cancellation.Cancel(); });
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await Sources[name](Chunks, null, text, null, cancellation.Token));
            Assert.Same(error, Assert.Single(sink.Failures));
            Assert.Equal([.. Chunks.TakeWhile(chunk => chunk != at), at], sink.Log[..^1]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Progress_CountsChunksAndBytes(string name)
    {
        var reports = new Reports();
        await Sources[name](Chunks, null, Sink.Ignore<ByteChunk>(), reports);
        Assert.Equal([new(1, 2), new(2, 3), new(3, 6), new(3, 6)], reports.All);
    }

    [Fact]
    public void Stream_Chunks_AreNotLargerThanRequested()
    {
        foreach (var isAsync in new[] { false, true })
        {
            List<ByteChunk> chunks = [];
            using var stream = new MemoryStream([.. Enumerable.Range(0, 250).Select(i => (byte)i)]);
            if (isAsync)
                Assert.True(stream.PushToAsync(Sink.To(chunks), chunkSize: 100).IsCompletedSuccessfully);
            else
                stream.PushTo(Sink.To(chunks), chunkSize: 100);
            Assert.Equal([100, 100, 50], chunks.Select(chunk => chunk.Length));
            Assert.Equal(stream.ToArray(), chunks.SelectMany(chunk => chunk.Span.ToArray()));
        }
    }

    [Fact]
    public void Stream_Chunk_IsBorrowedAndListKeepsCopy()
    {
        List<ReadOnlyMemory<byte>> borrowed = [];
        List<ByteChunk> kept = [];
        using var stream = new Stuttering(["ab", "cd"], null);
        stream.PushTo(Stage.Broadcast(Sink.To<ByteChunk>(chunk => borrowed.Add(chunk.Memory)), Sink.To(kept)));
        Assert.True(borrowed[0].Span.Overlaps(borrowed[1].Span));        // the same buffer, so the copies below are required
        Assert.Equal(["ab", "cd"], kept.Select(Text));
    }

    [Fact]
    public async Task Pipe_Chunk_IsValidWhileItIsHandled()
    {
        var (sink, text) = TextSink();
        var pipe = new Pipe();
        var run = pipe.Reader.PushToAsync(text);
        foreach (var chunk in new[] { "ab", "cd" })
        {
            await pipe.Writer.WriteAsync(Bytes(chunk), TestContext.Current.CancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        await run;
        Assert.Equal("abcd|", string.Concat(sink.Log));
    }

    [Fact]
    public async Task Pipe_CancelPendingRead_EndsRunAndReaderStaysUsable()
    {
        var pipe = new Pipe();
        var (sink, text) = TextSink();
        var run = pipe.Reader.PushToAsync(text);
        pipe.Reader.CancelPendingRead();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.Contains("CancelPendingRead", error.Message);
        Assert.Same(error, Assert.Single(sink.Failures));
        await pipe.Writer.WriteAsync(Bytes("x"), TestContext.Current.CancellationToken);
        Assert.Equal("x", Text(new((await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.First)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipe_RunEndsEarly_KeepsUnpushedBytesReadable(bool isCancelled)
    {
        using var cancellation = new CancellationTokenSource();
        var pipe = FilledPipe(Chunks, null);
        var (_, text) = TextSink(isCancelled ? null : "c", chunk => { if (chunk == "c") cancellation.Cancel(); });
        Assert.NotNull(await Record.ExceptionAsync(
            async () => await pipe.PushToAsync(text, cancellationToken: isCancelled ? cancellation.Token : default)));
        var (rest, restText) = TextSink();
        await pipe.PushToAsync(restText);
        Assert.Equal("def |", rest.Text);
    }

    [Fact]
    public async Task Stream_CancelledWhilePushing_KeepsRestReadable()
    {
        using var cancellation = new CancellationTokenSource();
        await using var stream = new Stuttering(Chunks, null);
        var (_, text) = TextSink(then: _ => cancellation.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stream.PushToAsync(text, cancellationToken: cancellation.Token));
        var (rest, restText) = TextSink();
        await stream.PushToAsync(restText);
        Assert.Equal("c def |", rest.Text);
    }

    [Fact]
    public void Arguments_Wrong_AreRefusedAtOnceByName()
    {
        var sink = Sink.Ignore<ByteChunk>();
        Assert.Throws<ArgumentNullException>("stream", () => ((Stream)null!).PushTo(sink));
        Assert.Throws<ArgumentNullException>("target", () => Stream.Null.PushTo(null!));
        Assert.Throws<ArgumentOutOfRangeException>("chunkSize", () => Stream.Null.PushTo(sink, chunkSize: 0));
        Assert.Throws<ArgumentNullException>("stream", () => { _ = ((Stream)null!).PushToAsync(sink); });
        Assert.Throws<ArgumentNullException>("target", () => { _ = Stream.Null.PushToAsync(null!); });
        Assert.Throws<ArgumentOutOfRangeException>("chunkSize", () => { _ = Stream.Null.PushToAsync(sink, chunkSize: 0); });
        Assert.Throws<ArgumentNullException>("pipe", () => { _ = ((PipeReader)null!).PushToAsync(sink); });
        Assert.Throws<ArgumentNullException>("target", () => { _ = FilledPipe([], null).PushToAsync(null!); });
    }

    private static (Recording<string> Sink, IObserver<ByteChunk> Stage) TextSink(string? throwsAt = null, Action<string>? then = null)
    {
        var sink = new Recording<string> { ThrowsAt = throwsAt, Then = then };
        return (sink, Stage.Map<ByteChunk, string>(Text, sink));
    }

    private static string Text(ByteChunk chunk) => System.Text.Encoding.ASCII.GetString(chunk.Span);

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    /// <summary>A pipe whose segments are the chunks.</summary>
    private static PipeReader FilledPipe(string[] chunks, Exception? failure)
    {
        var pipe = new Pipe(new PipeOptions(new ExactPool(), minimumSegmentSize: 1));
        foreach (var chunk in chunks)
        {
            Bytes(chunk).CopyTo(pipe.Writer.GetMemory(chunk.Length));
            pipe.Writer.Advance(chunk.Length);
        }

        pipe.Writer.Complete(failure);
        return pipe.Reader;
    }

    /// <summary>Returns exactly the requested memory, so that each write is a segment.</summary>
    private sealed class ExactPool : MemoryPool<byte>
    {
        public override int MaxBufferSize => 1 << 20;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Owner(new byte[minBufferSize]);

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Owner(byte[] bytes) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory => bytes;

            public void Dispose()
            {
            }
        }
    }

    /// <summary>A stream that returns chunk by chunk, then ends or fails.</summary>
    private sealed class Stuttering(string[] chunks, Exception? failure) : MemoryStream
    {
        private int at;

        public bool IsClosed { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (at == chunks.Length)
                return failure is null ? 0 : throw failure;
            Bytes(chunks[at]).CopyTo(buffer);
            return chunks[at++].Length;
        }

        /// <summary>Ignores the cancellation token, as some streams do.</summary>
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return Read(buffer.Span);
        }

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
