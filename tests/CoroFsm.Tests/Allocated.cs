namespace CoroFsm.Tests;

/// <summary>Measures what code allocates on this thread.</summary>
internal static class Allocated
{
    private const int Attempts = 5;

    /// <summary>
    /// Gets the minimum that several runs allocate: a collection that another test causes counts the rest of this thread's buffer, up to
    /// 8 KiB, as allocated.
    /// </summary>
    internal static long By(Action action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Attempts && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
