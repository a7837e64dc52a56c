namespace CoroFsm;

/// <summary>
/// Replaces the work of machines, on one thread, by work that an exploration ends: the functions that start it are not called.
/// </summary>
internal static class ExploredWork
{
    /// <summary>The number of explorations, so that other machines need not look at their thread.</summary>
    private static int count;

    [ThreadStatic]
    private static int active;

    /// <summary>Gets a value indicating whether the machines of this thread are being explored.</summary>
    internal static bool IsActive => Volatile.Read(ref count) > 0 && active > 0;

    /// <summary>Replaces work until the returned scope is disposed of.</summary>
    internal static Scope Enter()
    {
        Interlocked.Increment(ref count);
        active++;
        return default;
    }

    internal readonly struct Scope : IDisposable
    {
        public void Dispose()
        {
            active--;
            Interlocked.Decrement(ref count);
        }
    }
}
