namespace CoroFsm.TestSupport;

/// <summary>Measures what code allocates on this thread.</summary>
internal static class Allocated
{
    /// <summary>The number of runs. Even, so that code that allocates in every second run allocates in half of them.</summary>
    internal const int Runs = 10;

#if DEBUG
    /// <summary>Gets a value indicating whether the compiler makes the state machine of each call a class, which is allocated.</summary>
    internal static bool IsDebug => true;
#else
    /// <summary>Gets a value indicating whether the compiler makes the state machine of each call a class, which is allocated.</summary>
    internal static bool IsDebug => false;
#endif

    /// <summary>
    /// Returns the number of bytes that the code allocates in half of the runs or more: the upper median, which is 0 where most runs
    /// allocate nothing. A single run proves nothing: the runtime may compile the code once more, and a collection that another test causes
    /// counts the rest of this thread's buffer, up to 8 KiB, as allocated.
    /// </summary>
    internal static long By(Action action)
    {
        var allocated = new long[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(allocated);
        return allocated[Runs / 2];
    }
}
