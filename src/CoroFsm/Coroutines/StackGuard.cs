using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Rejects calls that nest too deep for the stack, at less than a nanosecond per call.
/// </summary>
/// <remarks>
/// Asking the runtime costs a third of a whole send. A page of stack belongs to one thread, so a page that was checked once stays valid,
/// and only the first call on another page asks again: a deep chain asks once for each 4 KiB, well within the reserve. All threads share
/// the last valid page: a race costs a second check. A page that a new thread took over from a dead one may pass unchecked, but the next
/// one does not.
/// </remarks>
[StackTraceHidden]
internal static class StackGuard
{
    private const nint PageSize = 4096;

    /// <summary>The start of the last page that was checked.</summary>
    private static nint goodPage;

    /// <summary>Throws if the stack is nearly exhausted.</summary>
    /// <exception cref="InsufficientExecutionStackException">Less than the runtime's reserve (64 KiB or more) is left.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void EnsureRoom()
    {
        // The page above a checked one is valid, too: calls that straddle a boundary would otherwise ask every time.
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
                "Coroutines or sends nest too deep for this thread's stack. Let a machine in the chain queue its events (inbox.Post), " +
                "nest fewer calls, or run on a thread with a larger stack.");
        }

        byte here;
        goodPage = (nint)(&here) & -PageSize;
    }
}
