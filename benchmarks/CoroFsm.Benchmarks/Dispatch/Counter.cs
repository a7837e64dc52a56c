namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>Counts what a machine does, so that none of it can be left out.</summary>
internal sealed class Counter
{
    internal long Count;
}
