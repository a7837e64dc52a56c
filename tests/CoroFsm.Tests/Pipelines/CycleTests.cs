using CoroFsm.Tests.Coroutines;

namespace CoroFsm.Tests.Pipelines;

/// <summary>A pipeline has no cycle: an item in it would circulate forever.</summary>
public sealed class CycleTests
{
    private readonly List<int> log = [];

    [Fact]
    public void Subscribe_TargetLeadsBack_IsRefusedNamingTheStages()
    {
        var fan = Stage.Broadcast(Sink.To(log));
        var back = Stage.Filter(i => i > 0, Stage.To<int, int>(Stage.Map((int i) => i - 1, fan), Pass));
        var message = Assert.Throws<PipelineCycleException>(() => fan.Subscribe(back)).Message;
        Assert.Contains("Broadcast -> Filter -> Pass -> Map -> Broadcast", message);
        fan.OnNext(1);          // it was not added
        Assert.Equal([1], log);
    }

    [Fact]
    public void Subscribe_Itself_IsRefused()
    {
        var fan = Stage.Broadcast<int>();
        Assert.Contains("Broadcast -> Broadcast", Assert.Throws<PipelineCycleException>(() => fan.Subscribe(fan)).Message);
    }

    [Fact]
    public void Subscribe_ThroughAFanInAndABatch_IsRefused()
    {
        var fan = Stage.Broadcast<int>();
        var merge = Stage.FanIn<int>(new First(fan));
        var message = Assert.Throws<PipelineCycleException>(() => fan.Subscribe(Stage.Broadcast(Sink.To(log), merge.Input()))).Message;
        Assert.Contains("Broadcast -> Broadcast -> FanIn.Input -> FanIn -> First -> Broadcast", message);
    }

    [Fact]
    public void Subscribe_ThroughAThread_IsRefused()
    {
        var fan = Stage.Broadcast<int>();
        using var threaded = Stage.Threaded(fan, new() { Name = "worker" });
        Assert.Contains("Broadcast -> worker -> Broadcast", Assert.Throws<PipelineCycleException>(() => fan.Subscribe(threaded)).Message);
    }

    [Fact]
    public void Subscribe_ThroughAProcess_IsRefused()
    {
        var fan = Stage.Broadcast<int>();
        using var process = Children.Numbers("cat", fan);
        Assert.Contains("Broadcast -> cat -> Broadcast", Assert.Throws<PipelineCycleException>(() => fan.Subscribe(process)).Message);
    }

    [Fact]
    public void Subscribe_Diamond_IsAccepted()
    {
        var merge = Stage.FanIn(Sink.To(log));
        var fan = Stage.Broadcast<int>();
        fan.Subscribe(merge.Input());
        fan.Subscribe(merge.Input());
        fan.OnNext(1);
        Assert.Equal([1, 1], log);
    }

    [Fact]
    public void Route_OpensTargetThatLeadsBack_IsRefusedNamingTheStages()
    {
        Stage<int>? route = null;
        route = Stage.Route((int i) => i % 2, key => key == 0 ? Sink.To(log) : Stage.Map((int i) => i + 1, route!));
        route.OnNext(2);
        Assert.Contains("Route -> Map -> Route", Assert.Throws<PipelineCycleException>(() => route.OnNext(1)).Message);
        route.OnNext(4);
        Assert.Equal([2, 4], log);
    }

    [Fact]
    public void Subscribe_ThroughTargetOpenedByRoute_IsRefused()
    {
        var fan = Stage.Broadcast<int>();
        var route = Stage.Route((int i) => i, _ => fan);
        route.OnNext(1);
        Assert.Contains("Broadcast -> Route -> Broadcast", Assert.Throws<PipelineCycleException>(() => fan.Subscribe(route)).Message);
    }

    [Fact]
    public void Item_ReturnsThroughForeignCode_IsRefusedNamingTheStage()
    {
        foreach (var name in new[] { "Broadcast", "FanIn", "echo", "turns" })
        {
            Stage<int>? first = null;
            var back = Sink.To<int>(i => first!.OnNext(i + 1));
            first = name switch
            {
                "Broadcast" => Stage.Broadcast(back),
                "FanIn" => Stage.FanIn(back).Input(),
                _ => Stage.To<int, int>(back, Pass, new() { Name = name, Synchronized = name == "turns" }),
            };
            Assert.Contains(
                $"Stage {name} is sent an item while it handles one", Assert.Throws<PipelineCycleException>(() => first.OnNext(1)).Message);
        }
    }

    [Fact]
    public void Item_ReturnsFromDeepBelow_IsRefusedByTopStage()
    {
        Stage<int>? first = null;
        var machine = Machine.Start<int>(async inbox =>
        {
            await foreach (var i in inbox)
                first!.OnNext(i);
        });
        first = Stage.Map((int i) => i, Stage.To<int, int>(Stage.Filter(_ => true, machine), Pass));
        Assert.Contains("Stage Pass", Assert.Throws<PipelineCycleException>(() => first.OnNext(1)).Message);
    }

    [Fact]
    public void Broadcast_AfterRefusedCycle_Continues()
    {
        Stage<int>? first = null;
        first = Stage.Broadcast(Sink.To<int>(i => { if (i == 1) first!.OnNext(2); }), Sink.To(log));
        Assert.Throws<PipelineCycleException>(() => first.OnNext(1));
        first.OnNext(3);
        Assert.Equal([1, 3], log);
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("map")]
    [InlineData("tap")]
    [InlineData("batch")]
    [InlineData("route")]
    public void Cycle_OfDelegatesOnly_IsRefusedWithoutStackOverflow(string name)
    {
        // All three notifications: items, the completion, the failure.
        Stage<int>? first = null;
        var back = Sink.To<int>(i => first!.OnNext(i), () => first!.OnCompleted(), error => first!.OnError(error));
        first = name switch
        {
            "filter" => Stage.Filter(_ => true, back),
            "map" => Stage.Map((int i) => i, back),
            "tap" => Stage.Tap(_ => { }, back),
            "batch" => Stage.Batch(1, Stage.Map((int[] batch) => batch[0], back)),
            _ => Stage.Route((int i) => i, _ => back),
        };
        SubCoroutineTests.OnStack(256 << 10, () =>
        {
            Assert.Throws<InsufficientExecutionStackException>(() => first.OnNext(1));
            if (name != "route")
            {
                Assert.Throws<InsufficientExecutionStackException>(first.OnCompleted);
                Assert.Throws<InsufficientExecutionStackException>(() => first.OnError(new IOException()));
            }
        });
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("batch")]
    [InlineData("broadcast")]
    [InlineData("fan-in")]
    [InlineData("route")]
    [InlineData("coroutine")]
    public void Chain_LongerThanTheStack_IsRefusedForAnyCall(string name)
    {
        Exception? item = null;
        Exception? completion = null;
        Exception? failure = null;
        SubCoroutineTests.OnStack(256 << 10, () =>
        {
            item = Record.Exception(() => Chain().OnNext(1));
            completion = Record.Exception(() => Chain().OnCompleted());
            failure = Record.Exception(() => Chain().OnError(new IOException("lost")));
        });
        AssertRefused(item);
        if (name != "route")        // it has opened no target yet
        {
            AssertRefused(completion);
            AssertRefused(failure);
        }

        // A coroutine stage passes the failure to its target, which is refused again and thrown with it.
        static void AssertRefused(Exception? error) => Assert.All(
            error is AggregateException all ? all.Flatten().InnerExceptions : [error!],
            one => Assert.True(one is InsufficientExecutionStackException or IOException { Message: "lost" }, $"{one}"));

        IObserver<int> Chain()
        {
            var next = Sink.Ignore<int>();
            for (var i = 0; i < 5_000; i++)
            {
                var to = next;
                next = name switch
                {
                    "filter" => Stage.Filter(_ => true, to),
                    "batch" => Stage.Batch(1, Stage.Map((int[] batch) => batch[0], to)),
                    "broadcast" => Stage.Broadcast(to),
                    "fan-in" => Stage.FanIn(to).Input(),
                    "route" => Stage.Route((int _) => 0, _ => to),
                    _ => Stage.To<int, int>(to, Pass),
                };
            }

            return next;
        }
    }

    private static async Coroutine Pass(Inbox<int> inbox, Action<int> emit)
    {
        await foreach (var item in inbox)
            emit(item);
    }

    private sealed class First(IObserver<int> next) : Stage<int, int>(next)
    {
        public override void OnNext(int value) => Next.OnNext(value);
    }
}
