using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Pipelines;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Pushes into several stages in turns; all lead to one sink.</summary>
internal sealed class FanInCase : Case
{
    private readonly Sum sum = new();
    private readonly AddStage[] stages;

    internal FanInCase(string name, string baseline, int inputs)
        : base(name, baseline)
    {
        var fan = Stage.FanIn(new SumSink(sum));
        stages = [.. Enumerable.Range(0, inputs).Select(_ => new AddStage(fan.Input()))];
    }

    // Their number is a power of two: a division would cost more than the stage.
    internal override long Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            stages[i & (stages.Length - 1)].OnNext(i);
        return sum.Value;
    }
}
