using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Pushes numbers through a pipeline into a sum.</summary>
/// <typeparam name="THead">
/// The head of the pipeline. Each type has its own loop, as in a program: in a shared loop, the JIT would favour the most frequent type.
/// </typeparam>
internal sealed class PushCase<THead>(string name, string? baseline, Func<Sum, THead> build) : Case(name, baseline)
    where THead : struct, IHead
{
    private readonly Sum sum = new();
    private THead? head;

    internal override long Run(int operations)
    {
        var target = head ??= build(sum);
        for (long i = 0; i < operations; i++)
            target.Push(i);
        return sum.Value;
    }
}

/// <summary>Represents the head of a pipeline.</summary>
internal interface IHead
{
    void Push(long value);
}

internal readonly record struct CallHead(Call First) : IHead
{
    public void Push(long value) => First.Push(value);
}

internal readonly record struct StageHead(IObserver<long> First) : IHead
{
    public void Push(long value) => First.OnNext(value);
}

internal readonly record struct BroadcastHead(IObserver<long> First) : IHead
{
    public void Push(long value) => First.OnNext(value);
}

internal readonly record struct SendHead(Machine<long> First) : IHead
{
    public void Push(long value) => First.Send(value);
}

internal readonly record struct CoroutineHead(IObserver<long> First) : IHead
{
    public void Push(long value) => First.OnNext(value);
}
