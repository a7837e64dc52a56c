namespace CoroFsm.Benchmarks.Pipeline;

/// <summary>What the items come to at the end of a pipeline.</summary>
internal sealed class Sum
{
    internal long Value { get; set; }
}
