namespace CoroFsm.Benchmarks.Pipeline;

/// <summary>Represents the sum of the items at the end of a pipeline.</summary>
internal sealed class Sum
{
    internal long Value { get; set; }
}
