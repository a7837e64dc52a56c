namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>Counts the actions of a machine, so that the JIT cannot remove them.</summary>
internal sealed class Counter
{
    internal long Count;
}
