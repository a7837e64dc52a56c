namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Represents a chain that is written without a library: virtual calls.</summary>
internal abstract class Call
{
    internal abstract void Push(long value);
}

internal sealed class CallAdd(Call next) : Call
{
    internal override void Push(long value) => next.Push(value + 1);
}

internal sealed class CallSink(Sum sum) : Call
{
    internal override void Push(long value) => sum.Value += value;
}

internal sealed class CallAll(Call[] all) : Call
{
    internal override void Push(long value)
    {
        foreach (var next in all)
            next.Push(value);
    }
}
