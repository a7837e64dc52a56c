using CoroFsm.Benchmarks.Pipeline.Contenders;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Pipelines;

namespace CoroFsm.Benchmarks.Pipeline;

/// <summary>Measures pushing an item through stages.</summary>
internal static class PipelineSuite
{
    internal const string Name = "pipeline";

    /// <summary>The number of items that a case pushes in a round.</summary>
    private const int Items = 1 << 16;

    internal static Suite Create() => new(Name, "item", Items,
    [
        .. Chains(1),
        .. Chains(4),
        .. Chains(16),

        new PushCase<CallHead>("call/x8", baseline: null, sum => new(new CallAll([.. Times(8, () => new CallSink(sum))]))),
        new PushCase<BroadcastHead>("broadcast/8", "call/x8", sum => new(Stage.Broadcast(Times(8, () => new SumSink(sum)).ToArray()))),
        new FanInCase("fan-in/8", "stage/1", inputs: 8),

        new ChannelCase("channel"),
        new ThreadedCase("threaded", "channel"),

        new ReadLineCase("read-line"),
        new LinesCase("lines", "read-line"),
        new LineStringsCase("lines/strings", "read-line"),

        new GrepCase("grep/class", baseline: null, next => Stage.Filter(Grep.Matches, next)),
        new GrepCase("grep/coroutine", "grep/class", next => Stage.To<string, string>(next, Grep.Run)),
    ]);

    /// <summary>
    /// Creates chains whose elements each add one: virtual calls, stages that are classes, machines that send to each other, and stages
    /// that are coroutines.
    /// </summary>
    private static Case[] Chains(int length) =>
    [
        new PushCase<CallHead>(
            $"call/{length}",
            baseline: null,
            sum => new(Chain<Call>(length, new CallSink(sum), next => new CallAdd(next)))),
        new PushCase<StageHead>(
            $"stage/{length}",
            $"call/{length}",
            sum => new(Chain<IObserver<long>>(length, new SumSink(sum), next => new AddStage(next)))),
        new PushCase<SendHead>(
            $"send/{length}",
            $"call/{length}",
            sum => new(Adders.Chain(length, new SumSink(sum)))),
        new PushCase<CoroutineHead>(
            $"coroutine/{length}",
            $"send/{length}",
            sum => new(Chain<IObserver<long>>(length, new SumSink(sum), next => Stage.To<long, long>(next, Adders.Emit)))),
    ];

    private static T Chain<T>(int length, T end, Func<T, T> before) =>
        Enumerable.Range(0, length).Aggregate(end, (next, _) => before(next));

    private static IEnumerable<T> Times<T>(int count, Func<T> create) => Enumerable.Range(0, count).Select(_ => create());
}
