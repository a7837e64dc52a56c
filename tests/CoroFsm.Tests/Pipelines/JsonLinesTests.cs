using System.Text;
using System.Text.Json;

namespace CoroFsm.Tests.Pipelines;

public sealed class JsonLinesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Sink_ItemsAndCompletion_WritesLines()
    {
        var stream = new MemoryStream();
        var sink = new JsonLinesSink<Numbered>(stream, PipelineJson.Default.Numbered);
        sink.OnNext(new(1, "a\nb"));
        Assert.Equal("{\"Number\":1,\"Text\":\"a\\nb\"}\n", Text(stream));        // at once
        sink.OnCompleted();
        sink.OnError(new FormatException());
        Assert.EndsWith("}\n#completed\n", Text(stream), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => sink.OnNext(new(2, "")));
    }

    [Fact]
    public void Sink_Plain_WritesOnlyItems()
    {
        var stream = new MemoryStream();
        var sink = new JsonLinesSink<int>(stream, PipelineJson.Default.Int32, new() { Plain = true, AutoFlush = false });
        sink.OnNext(1);
        Assert.Equal("", Text(stream));
        sink.Flush();
        Assert.Equal("1\n", Text(stream));
        sink.OnNext(2);
        sink.OnCompleted();
        Assert.Equal("1\n2\n", Text(stream));
    }

    [Fact]
    public void Sink_ItemTooLong_ThrowsAndWritesNothingOfIt()
    {
        var stream = new MemoryStream();
        var sink = new JsonLinesSink<string>(stream, PipelineJson.Default.String, new() { MaxLineLength = 20 });
        sink.OnNext("short");
        Assert.Contains("MaxLineLength", Assert.Throws<JsonException>(() => sink.OnNext(new('x', 19))).Message);
        sink.OnNext(new('x', 18));
        sink.OnCompleted();
        Assert.Equal($"\"short\"\n\"{new string('x', 18)}\"\n#completed\n", Text(stream));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Source_AnyChunks_EqualsSinkInput(int chunk)
    {
        var items = Enumerable.Range(0, 300).Select(i => new Numbered(i, new('é', i * (i % 50 == 0 ? 400 : 1)))).ToArray();
        var stream = new MemoryStream();
        var sink = new JsonLinesSink<Numbered>(stream, PipelineJson.Default.Numbered, new() { AutoFlush = false });
        foreach (var item in items)
            sink.OnNext(item);
        sink.OnCompleted();

        var sync = new Probe<Numbered>();
        new JsonLinesSource<Numbered>(new Chunks(stream.ToArray(), chunk), PipelineJson.Default.Numbered).Run(sync);
        Assert.Equal(items, sync.Items);
        Assert.Equal([null], sync.Ends);

        var later = new Probe<Numbered>();
        await new JsonLinesSource<Numbered>(new Chunks(stream.ToArray(), chunk), PipelineJson.Default.Numbered).RunAsync(later, Token);
        Assert.Equal(items, later.Items);
        Assert.Equal([null], later.Ends);
    }

    [Fact]
    public void Source_PlainLinesOfAForeignProgram_AreRead()
    {
        var next = new Probe<int>();
        Source("\uFEFF1\r\n\r\n 2 \n3", new() { Plain = true }).Run(next);
        Assert.Equal([1, 2, 3], next.Items);
        Assert.Equal([null], next.Ends);
    }

    [Fact]
    public void Source_OtherEndFailed_ReportsTypeAndMessage()
    {
        var stream = new MemoryStream();
        var sink = new JsonLinesSink<int>(stream, PipelineJson.Default.Int32);
        sink.OnNext(1);
        sink.OnError(new FormatException("no\nnumber: \"x\""));
        var error = Fails<RemoteException>(Text(stream), [1]);
        Assert.Equal("System.FormatException", error.RemoteType);
        Assert.Equal("no\nnumber: \"x\"", error.Message);
    }

    [Theory]
    [InlineData("1\n2\n", "after line 2", new[] { 1, 2 })]
    [InlineData("1\n2", "in the middle of the line after line 1", new[] { 1 })]
    [InlineData("", "after line 0", new int[0])]
    public void Source_EndsWithoutEndLine_ReportsOtherEndGone(string text, string position, int[] items) =>
        Assert.Contains(position, Fails<EndOfStreamException>(text, items).Message);

    [Theory]
    [InlineData("1\n2\n{\"a\":\n", "Line 3", "{\"a\":", new[] { 1, 2 })]
    [InlineData("1\n\"two\"\n", "Line 2", "Int32", new[] { 1 })]
    [InlineData("#what\n", "Line 1", "#completed", new int[0])]
    [InlineData("#failed nonsense\n", "Line 1", "message", new int[0])]
    [InlineData("1\n12345678901234567890\n", "Line 2", "MaxLineLength", new[] { 1 })]
    public void Source_MalformedLine_ThrowsWithNumberAndExpectation(string text, string position, string expected, int[] items)
    {
        var error = Fails<JsonException>(text, items);
        Assert.Contains(position, error.Message);
        Assert.Contains(expected, error.Message);
        Assert.Equal(items.Length + 1, error.LineNumber);
    }

    [Fact]
    public void Source_LongMalformedLine_IsTruncatedInMessage()
    {
        var raised = Assert.Throws<JsonException>(
            () => Source(new string('x', 5_000) + "\n", JsonLinesOptions.Default).Run(new Probe<int>()));
        Assert.InRange(raised.Message.Length, 100, 400);
    }

    [Fact]
    public void Source_EndlessLine_IsNotBuffered()
    {
        var next = new Probe<int>();
        var endless = new Chunks([.. Enumerable.Repeat((byte)'1', 100)], 100) { Repeats = true };
        Assert.Throws<JsonException>(
            () => new JsonLinesSource<int>(endless, PipelineJson.Default.Int32, new() { MaxLineLength = 1_000_000 }).Run(next));
    }

    [Fact]
    public void Source_TargetThrows_NotifiesItOnceAndRethrows()
    {
        var failure = new FormatException();
        var next = new Probe<int> { Handle = i => { if (i == 2) throw failure; } };
        Assert.Same(failure, Assert.Throws<FormatException>(() => Source("1\n2\n3\n#completed\n", JsonLinesOptions.Default).Run(next)));
        Assert.Equal([1], next.Items);
        Assert.Equal([failure], next.Ends);
    }

    [Fact]
    public async Task Source_TargetThrowsInOnCompleted_DoesNotReceiveItsOwnError()
    {
        var sync = new Recording<int> { ErrorAtEnd = Recording<int>.Bad };
        Assert.Same(Recording<int>.Bad, Record.Exception(() => Source("1\n#completed\n", JsonLinesOptions.Default).Run(sync)));
        Assert.Equal("1 |", sync.Text);

        var later = new Recording<int> { ErrorAtEnd = Recording<int>.Bad };
        Assert.Same(
            Recording<int>.Bad,
            await Record.ExceptionAsync(() => Source("1\n#completed\n", JsonLinesOptions.Default).RunAsync(later, Token)));
        Assert.Equal("1 |", later.Text);
    }

    [Fact]
    public void Source_TargetThrowsAnotherErrorInOnError_ThrowsBoth()
    {
        var next = new Recording<int> { ErrorAtFailure = Recording<int>.Bad };
        var raised = Assert.Throws<AggregateException>(() => Source("1\n", JsonLinesOptions.Default).Run(next));
        Assert.IsType<EndOfStreamException>(raised.InnerExceptions[0]);
        Assert.Same(Recording<int>.Bad, raised.InnerExceptions[1]);
    }

    [Fact]
    public void Source_TargetThrowsAtUnterminatedLastLine_ThrowsItUnwrapped()
    {
        var failure = new JsonException("the target's own");
        var next = new Recording<int> { ThrowsAt = "2", Error = failure };
        Assert.Same(failure, Record.Exception(() => Source("1\n2", new() { Plain = true }).Run(next)));
        Assert.Equal("1 !the target's own", next.Text);
    }

    [Fact]
    public void Sink_LongErrorMessage_IsTruncatedBetweenCharacters()
    {
        var stream = new MemoryStream();
        new JsonLinesSink<int>(stream, PipelineJson.Default.Int32).OnError(new FormatException(new string('x', 4_095) + "😀"));
        Assert.Equal(new string('x', 4_095), Fails<RemoteException>(Text(stream), []).Message);
    }

    [Fact]
    public async Task RunAsync_Cancelled_NotifiesTarget()
    {
        using var cancellation = new CancellationTokenSource();
        var next = new Probe<int> { Handle = _ => cancellation.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new JsonLinesSource<int>(new Chunks("1\n2\n3\n"u8.ToArray(), 2), PipelineJson.Default.Int32).RunAsync(
                next, cancellation.Token));
        Assert.Equal([1], next.Items);
        Assert.IsAssignableFrom<OperationCanceledException>(Assert.Single(next.Ends));
    }

    private static TException Fails<TException>(string text, int[] items)
        where TException : Exception
    {
        var next = new Probe<int>();
        var raised = Assert.Throws<TException>(() => Source(
            text,
            new() { MaxLineLength = 100 > text.Length && text.Contains("1234567890", StringComparison.Ordinal) ? 16 : 8_000 }).Run(next));
        Assert.Equal(items, next.Items);
        Assert.Equal([raised], next.Ends);
        return raised;
    }

    private static JsonLinesSource<int> Source(string text, JsonLinesOptions options) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(text)), PipelineJson.Default.Int32, options);

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    /// <summary>A stream that returns a few bytes at a time.</summary>
    private sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public bool Repeats { get; init; }

        public override int Read(Span<byte> buffer)
        {
            if (Repeats)
                Position = 0;
            var part = new byte[Math.Min(size, buffer.Length)];
            var read = base.Read(part, 0, part.Length);
            part.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));
    }
}
