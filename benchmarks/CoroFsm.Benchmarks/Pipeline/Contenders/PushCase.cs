using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Pushes numbers into what is built over a sum.</summary>
/// <typeparam name="THead">
/// What is pushed into. Each type has a loop of its own, as in a program; in a shared one the JIT would favour the type that it has seen most.
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

/// <summary>The first of a chain.</summary>
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
