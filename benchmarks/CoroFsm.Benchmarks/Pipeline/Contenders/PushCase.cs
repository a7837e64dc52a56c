using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Pushes numbers into what is built over a sum.</summary>
internal sealed class PushCase(string name, string? baseline, Func<Sum, IObserver<long>> build) : Case(name, baseline)
{
    private readonly Sum sum = new();
    private IObserver<long>? target;

    internal override long Run(int operations)
    {
        target ??= build(sum);
        for (long i = 0; i < operations; i++)
            target.OnNext(i);
        return sum.Value;
    }
}
