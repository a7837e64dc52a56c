using System.Text;
using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>Tests what crossing a thread adds to the contract of a source.</summary>
public sealed class ThreadedSaxStageTests
{
    [Fact]
    public void Flush_BatchThatIsNotFull_ArrivesWithoutFurtherEvents()
    {
        using var arrived = new SemaphoreSlim(0);
        using var stage = new ThreadedSaxStage(Sink.To<SaxEvent>(_ => arrived.Release()));
        Read("<a/>", new Stopping(stage));
        Assert.False(arrived.Wait(TimeSpan.Zero, TestContext.Current.CancellationToken));
        stage.Flush();
        arrived.Wait(TestContext.Current.CancellationToken);
        arrived.Wait(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Flush_NothingRecorded_WakesTheIdleWorker()
    {
        using var idle = new SemaphoreSlim(0);
        using var stage = new ThreadedSaxStage(Sink.Ignore<SaxEvent>(), idle: () => idle.Release());
        for (var i = 0; i < 3; i++)
        {
            stage.Flush();
            idle.Wait(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Handled_AfterTheJoin_IsTheNumberOfEvents(int children)
    {
        var count = 0L;
        using var stage = new ThreadedSaxStage(Sink.To<SaxEvent>(_ => count++));
        Read(Wide(children), stage);
        stage.Join(TestContext.Current.CancellationToken);
        Assert.True(count >= 2 + children);
        Assert.Equal(count, stage.Handled);
    }

    [Fact]
    public void OnNext_TargetHasThrown_ThrowsToSenderAndEndsRun()
    {
        var boom = new ArithmeticException();
        List<Exception> errors = [];
        using var stage = new ThreadedSaxStage(Sink.To<SaxEvent>(e => throw boom, onError: errors.Add));
        Assert.Same(boom, Assert.Throws<ArithmeticException>(() => Read(Wide(1_000_000), stage)));
        Assert.Same(boom, Assert.Throws<ArithmeticException>(() => stage.Join(TestContext.Current.CancellationToken)));
        Assert.Same(boom, Assert.Single(errors));
    }

    [Fact]
    public void OnError_EarlierEvents_AreDelivered()
    {
        var log = new EventLog();
        using var stage = new ThreadedSaxStage(log);
        Assert.Throws<XmlException>(() => Read("<a><b>1</b></c>", stage));
        Assert.Throws<XmlException>(() => stage.Join(TestContext.Current.CancellationToken));
        Assert.Equal("S a|S b|T 1|E b", string.Join('|', log.Merged));
        Assert.IsType<XmlException>(log.Error);
    }

    [Fact]
    public void OnCompleted_SecondCall_DoesNothing()
    {
        var log = new EventLog();
        using var stage = new ThreadedSaxStage(log);
        Read("<a/>", stage);
        stage.OnCompleted();
        stage.OnError(new XmlException("late"));
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal("S a|E a", string.Join('|', log.Merged));
    }

    [Fact]
    public void OnNext_AfterDispose_Throws()
    {
        var stage = new ThreadedSaxStage(Sink.Ignore<SaxEvent>());
        stage.Dispose();
        Assert.Throws<OperationCanceledException>(() => Read(Wide(10_000), stage));
    }

    [Fact]
    public void OnNext_LargerThanBatch_KeepsOrderAndPositions()
    {
        var document = Wide(20_000);
        var plain = new EventLog { WithPositions = true };
        Read(document, plain);
        var threaded = new EventLog { WithPositions = true };
        using var stage = new ThreadedSaxStage(threaded);
        Read(document, stage);
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal(plain.Lines, threaded.Lines);
    }

    [Fact]
    public void OnNext_SteadyState_AllocatesNothingOnTheWorker()
    {
        long first = 0, last = 0;
        var count = 0;
        using var stage = new ThreadedSaxStage(Sink.To<SaxEvent>(_ =>
        {
            last = GC.GetAllocatedBytesForCurrentThread();
            if (++count == 50_000)
                first = last;
        }));
        Read(Wide(100_000), stage);
        stage.Join(TestContext.Current.CancellationToken);
        Assert.True(count > 200_000);

        // The list of spare batches may grow by a segment.
        Assert.InRange(last - first, 0, 16 << 10);
    }

    private static string Wide(int elements) => $"<a>{string.Concat(Enumerable.Repeat("<b>text</b>\n", elements))}</a>";

    private static void Read(string document, IObserver<SaxEvent> target) =>
        new XmlReaderSource(new MemoryStream(Encoding.UTF8.GetBytes(document))).Run(target);

    /// <summary>Withholds the end of the input.</summary>
    private sealed class Stopping(IObserver<SaxEvent> next) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value) => next.OnNext(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => next.OnError(error);
    }
}
