using System.Threading.Channels;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Sending an item allocates nothing, in Debug builds either.</summary>
public sealed class PipelineAllocationTests
{
    private static readonly Dictionary<string, Func<IObserver<int>, IObserver<int>>> Stages = new()
    {
        ["filter"] = next => Stage.Filter(static i => i >= 0, next),
        ["map"] = next => Stage.Map(static (int i) => i + 1, next),
        ["tap"] = next => Stage.Tap(static _ => { }, next),
        ["broadcast"] = next => Stage.Broadcast([.. Enumerable.Repeat(next, 8)]),
        ["fan-in"] = next => Stage.FanIn(next).Input(),
        ["route"] = next => Stage.Route(static (int i) => i % 4, _ => next),
        ["coroutine"] = next => Stage.To<int, int>(next, Pass),
        ["coroutine, returned"] = next => Stage.To<int, int>(next, static (_, _) => Coroutine.Completed),
        ["plain receives"] = next => Stage.To<int, int>(next, static async (inbox, emit) => { while (true) emit(await inbox.Receive()); }),
        ["class of one's own"] = next => new Own(next),
        ["machine"] = next => Machine.Start<int>(async inbox =>
        {
            await foreach (var i in inbox)
                next.OnNext(i);
        }),
        ["line of coroutines"] = next => Stage.To<int, int>(
            Stage.To<int, int>(Stage.Map(static (int i) => i, Stage.To<int, int>(next, Pass)), Pass), Pass),
        ["diamond"] = next =>
        {
            var fan = Stage.FanIn(Stage.To<int, int>(next, Pass));
            return Stage.Broadcast(Stage.Filter(static i => i % 2 == 0, fan.Input()), Stage.To<int, int>(fan.Input(), Pass));
        },
    };

    public static TheoryData<string> Names => [.. Stages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Item_AnyStage_AllocatesNothing(string name)
    {
        var sum = 0L;
        var count = 0;
        var stage = Stages[name](Sink.To<int>(i => sum += i));
        Assert.Equal(0, AllocatedBy(() => stage.OnNext(count++)));
        Assert.True(name == "coroutine, returned" || sum > 0);
    }

    [Fact]
    public void Batch_Full_AllocatesOneArray()
    {
        const int Batches = 100;        // few: a collection meanwhile would count the rest of this thread's buffer
        var batches = 0;
        var stage = Stage.Batch(100, Sink.To<byte[]>(_ => batches++));
        var allocated = AllocatedBy(() =>
        {
            for (var i = 0; i < 100; i++)
                stage.OnNext(1);
        }, Batches);
        Assert.Equal(ArraySize(100) * Batches, allocated);
        Assert.True(batches > Batches);
    }

    [Fact]
    public void Source_Sequence_AllocatesOncePerRun()
    {
        int[] few = [.. Enumerable.Range(0, 10)];
        int[] many = [.. Enumerable.Range(0, 10_000)];
        var sink = Sink.Ignore<int>();
        Assert.Equal(AllocatedBy(() => few.PushTo(sink), 100), AllocatedBy(() => many.PushTo(sink), 100));
    }

    [Fact]
    public void Source_Stream_BorrowsItsBuffer()
    {
        using var stream = new MemoryStream(new byte[100_000]);
        var sink = Sink.Ignore<ByteChunk>();
        Assert.Equal(0, AllocatedBy(() =>
        {
            stream.Position = 0;
            stream.PushTo(sink, chunkSize: 1000);
        }, 100));
    }

    [Fact]
    public void Sink_ChannelWithRoom_AllocatesNothing()
    {
        var channel = Channel.CreateBounded<int>(4);
        var sink = Sink.To(channel.Writer);
        Assert.Equal(0, AllocatedBy(() =>
        {
            sink.OnNext(1);
            Assert.True(channel.Reader.TryRead(out _));
        }));
    }

    private const int Runs = 10_000;

    private static long AllocatedBy(Action action, int runs = Runs)
    {
        for (var i = 0; i < Math.Min(runs, 2_000); i++)
            action();

        return Allocated.By(() =>
        {
            for (var i = 0; i < runs; i++)
                action();
        });
    }

    private static long ArraySize(int length)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new byte[length]);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static async Coroutine Pass(Inbox<int> inbox, Action<int> emit)
    {
        await foreach (var item in inbox)
            emit(item);
    }

    private sealed class Own(IObserver<int> next) : Stage<int, int>(next)
    {
        public override void OnNext(int value) => Next.OnNext(value);
    }
}
