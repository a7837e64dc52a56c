namespace CoroFsm.Tests.Pipelines;

internal static class Sequences
{
    /// <summary>Counts from 1, and fails.</summary>
    public static IEnumerable<int> Failing(int count, Exception failure)
    {
        for (var i = 1; i <= count; i++)
            yield return i;
        throw failure;
    }
}
