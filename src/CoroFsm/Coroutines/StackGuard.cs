using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Refuses calls that nest too deep for the stack, at less than a nanosecond a call.
/// </summary>
/// <remarks>
/// Asking the runtime costs a third of a whole send. A page of stack belongs to one thread, so a page that was found good stays good, and only the
/// first call on another page asks; a deep chain asks once for each 4 KiB it goes down, well within the reserve. The last good page is shared by all
/// threads: a race costs a second question. A page that a new thread took over from a dead one may pass unasked, but the next one does not.
/// </remarks>
[StackTraceHidden]
internal static class StackGuard
{
    private const nint PageSize = 4096;

    /// <summary>Where the last good page begins.</summary>
    private static nint goodPage;

    /// <summary>Throws if the stack is nearly used up.</summary>
    /// <exception cref="InsufficientExecutionStackException">Less than the runtime's reserve (64 KiB or more) is left.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void EnsureRoom()
    {
        // The page above a good one is good, too: calls that straddle a boundary would otherwise ask every time.
        byte here;
        if ((nuint)((nint)(&here) - goodPage) >= (nuint)(2 * PageSize))
            AskRuntime();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void AskRuntime()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new InsufficientExecutionStackException(
                "Coroutines or sends nest too deep for this thread's stack. Let a machine in the chain queue what it gets (inbox.Post), nest fewer calls, or run on a thread with a larger stack.");
        }

        byte here;
        goodPage = (nint)(&here) & -PageSize;
    }
}
