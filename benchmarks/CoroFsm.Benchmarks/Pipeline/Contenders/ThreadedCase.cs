using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Pipelines;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Sends through a threaded stage with the capacity of the channel. A thread is started in each round.</summary>
internal sealed class ThreadedCase(string name, string baseline) : Case(name, baseline)
{
    private readonly Sum sum = new();

    internal override long Run(int operations)
    {
        using var stage = new ThreadedStage<long>(new SumSink(sum), new() { Capacity = ChannelCase.Capacity });
        for (long i = 0; i < operations; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join();
        return sum.Value;
    }
}
