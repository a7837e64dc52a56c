namespace CoroFsm.Tests.Pipelines;

public sealed class BatchTests
{
    private readonly Recording<string> sink = new();

    [Theory]
    [InlineData(1, "1 2 3 4 5 |")]
    [InlineData(2, "1,2 3,4 5 |")]
    [InlineData(5, "1,2,3,4,5 |")]
    [InlineData(6, "1,2,3,4,5 |")]
    [InlineData(int.MaxValue, "1,2,3,4,5 |")]
    public void Items_AnyNumber_AreBatchedAndLastBatchMayBeSmaller(int size, string expected)
    {
        Enumerable.Range(1, 5).PushTo(Stage.Batch(size, Joined()));
        Assert.Equal(expected, sink.Text);
    }

    [Fact]
    public void Items_None_GiveNoBatch()
    {
        Enumerable.Empty<int>().PushTo(Stage.Batch(2, Joined()));
        Assert.Equal("|", sink.Text);
    }

    [Fact]
    public void Batch_IsDeliveredWithItsLastItem()
    {
        var stage = Stage.Batch(2, Joined());
        stage.OnNext(1);
        Assert.Equal("", sink.Text);
        stage.OnNext(2);
        Assert.Equal("1,2", sink.Text);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Batch_OfAnySize_HasItsItemsInOrder(int size)
    {
        List<int[]> batches = [];
        Enumerable.Range(0, 2500).PushTo(Stage.Batch(size, Sink.To(batches)));
        Assert.Equal(Enumerable.Range(0, 2500).Chunk(size), batches);
    }

    [Fact]
    public void Batch_Kept_StaysUnchanged()
    {
        List<int[]> batches = [];
        var stage = Stage.Batch(2, Sink.To(batches));
        stage.OnNext(1);
        stage.OnNext(2);
        stage.OnNext(3);
        stage.OnNext(4);
        Assert.Equal([[1, 2], [3, 4]], batches);
    }

    [Fact]
    public void Items_Borrowed_AreDetached()
    {
        List<ByteChunk[]> batches = [];
        var buffer = "a"u8.ToArray();
        var stage = Stage.Batch(2, Sink.To(batches));
        stage.OnNext(buffer);
        buffer[0] = (byte)'b';
        stage.OnNext(buffer);
        buffer[0] = (byte)'c';
        Assert.Equal(["a"u8.ToArray(), "b"u8.ToArray()], Assert.Single(batches).Select(chunk => chunk.Span.ToArray()));
    }

    [Fact]
    public void Source_Fails_DeliversEarlierItems()
    {
        Assert.Throws<IOException>(() => Sequences.Failing(3, new IOException("lost")).PushTo(Stage.Batch(2, Joined())));
        Assert.Equal("1,2 3 !lost", sink.Text);
    }

    [Fact]
    public void Target_ThrowsAtLastBatch_ReceivesErrorAndThrowsItUnwrapped()
    {
        var failing = new Recording<string> { ThrowsAt = "3" };
        var error = Record.Exception(() => new[] { 1, 2, 3 }.PushTo(Stage.Batch(2, Joined(failing))));
        Assert.Same(Recording<string>.Bad, error);
        Assert.Equal("1,2 !bad", failing.Text);
    }

    [Fact]
    public void Target_ThrowsAtLastBatchAndInOnError_ThrowsBoth()
    {
        var second = new IOException("disk full");
        var failing = new Recording<string> { ThrowsAt = "1", ErrorAtFailure = second };
        var both = Assert.Throws<AggregateException>(() => new[] { 1 }.PushTo(Stage.Batch(2, Joined(failing))));
        Assert.Equal([Recording<string>.Bad, second], both.InnerExceptions);
        Assert.Equal("!bad", failing.Text);
    }

    [Fact]
    public void Target_ThrowsAtLastBatchAfterFailure_ReceivesFailureAndThrowsBoth()
    {
        var lost = new IOException("lost");
        var failing = new Recording<string> { ThrowsAt = "3" };
        var both = Assert.Throws<AggregateException>(() => Sequences.Failing(3, lost).PushTo(Stage.Batch(2, Joined(failing))));
        Assert.Equal([lost, Recording<string>.Bad], both.InnerExceptions);
        Assert.Equal("1,2 !lost", failing.Text);
    }

    [Fact]
    public void Target_ThrowsAtBatch_BatchIsNotResent()
    {
        var failing = new Recording<string> { ThrowsAt = "1,2" };
        Assert.Same(Recording<string>.Bad, Record.Exception(() => new[] { 1, 2, 3 }.PushTo(Stage.Batch(2, Joined(failing)))));
        Assert.Equal("!bad", failing.Text);
    }

    private Stage<int[]> Joined(IObserver<string>? to = null) => Stage.Map((int[] batch) => string.Join(',', batch), to ?? sink);
}
