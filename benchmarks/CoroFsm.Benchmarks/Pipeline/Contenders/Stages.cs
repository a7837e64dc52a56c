using CoroFsm.Pipelines;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

internal sealed class AddStage(IObserver<long> next) : Stage<long, long>(next)
{
    public override void OnNext(long value) => Next.OnNext(value + 1);
}

internal sealed class SumSink(Sum sum) : IObserver<long>
{
    public void OnNext(long value) => sum.Value += value;

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
