using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Base class of the objects that start and resume a coroutine.</summary>
/// <remarks>
/// One integer, <see cref="Phase"/>, serves as guard, delivery state and exit condition. A resumed wait needs one test to see that the
/// phase is <see cref="Delivered"/> and that it received an ordinary event. The next wait changes the phase to <see cref="Running"/> before
/// it parks, so a wait that is not awaited receives nothing. <see cref="Waiting"/> alone is 1, so the sender needs one test to see that
/// nothing else is to be done. Machines and tasks have further bits.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CoroutineDriver
{
    /// <summary>The coroutine is running.</summary>
    internal const int Running = 0;

    /// <summary>The coroutine is waiting.</summary>
    internal const int Waiting = 1;

    /// <summary>The delivery to the wait is not an event.</summary>
    internal const int Signal = 1 << 4;

    /// <summary>The coroutine is being unwound, completely or up to a superstate. Remains set until that is done.</summary>
    internal const int Leaving = 1 << 5;

    /// <summary>The wait has timed out.</summary>
    internal const int TimedOut = 1 << 7;

    /// <summary>The coroutine has ended.</summary>
    internal const int Ended = 1 << 8;

    /// <summary>The delivery to the wait is the end of awaited work.</summary>
    internal const int WorkEnded = 1 << 9;

    /// <summary>The coroutine runs, and an event, or the end of a trap, has been delivered to its last wait.</summary>
    internal const int Delivered = 1 << 12;

    /// <summary>The coroutine is waiting while code runs that is none of the driver's coroutines: a handler or a filter.</summary>
    internal const int Handling = 1 << 13;

    /// <summary>In one of these phases, no wait can begin.</summary>
    internal const int TakesNoWait = Waiting | Ended | Handling;

    /// <summary>Maximum number of further waits after a close request; then the coroutine is abandoned.</summary>
    internal const int MaxRefusals = 16;

    /// <summary>The coroutine whose wait is being refused on this thread, until the wait has read it.</summary>
    [ThreadStatic]
    private static CoroutineFrame? refused;

    internal int Phase;

    /// <summary>
    /// The innermost coroutine, which is the one that waits. Written only when a coroutine parks, and only if it differs.
    /// </summary>
    internal CoroutineFrame? Waiter;

    private protected CoroutineDriver()
    {
    }

    /// <summary>Gets a value indicating whether an enumeration of events ends without a wait, because the input has ended.</summary>
    internal virtual bool HasInputEnded => false;

    /// <summary>Takes the signal that was delivered instead of an event.</summary>
    /// <param name="enumerates">Whether the wait is an enumeration (<c>await foreach</c>), which ends without an exception.</param>
    /// <returns>The exception to raise at the wait; null if the enumeration ends.</returns>
    internal abstract Exception? TakeSignal(bool enumerates);

    /// <summary>Gets a value indicating whether the whole driver is being closed, not only a part of its coroutines.</summary>
    private protected abstract bool IsBeingClosed { get; }

    /// <summary>Registers a coroutine as the one that waits.</summary>
    /// <param name="frame">The coroutine.</param>
    /// <returns>False if a coroutine waits already, or all have ended. The coroutine is then suspended without being parked, and the driver
    /// that runs it refuses its wait.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReplaceWaiter(CoroutineFrame frame)
    {
        if ((Phase & TakesNoWait) != 0)
        {
            frame.NoteRefusal(this);
            return false;
        }

        Waiter = frame;
        return true;
    }

    /// <summary>Resumes the coroutine that waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ResumeWaiter()
    {
        var frame = Waiter!;
        frame.Resume();
        KeepWaiter(frame);
    }

    /// <summary>
    /// Makes the resumed coroutine the one to continue with, unless one waits: a coroutine whose wait was refused may have replaced it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void KeepWaiter(CoroutineFrame resumed)
    {
        if ((Phase & Waiting) == 0 && !ReferenceEquals(Waiter, resumed))
            Waiter = resumed;
    }

    /// <summary>
    /// Closes the waiting coroutine without resuming it, if no code of its method would run. Raising an exception would cost microseconds.
    /// </summary>
    /// <param name="close">The exception that the awaiting coroutines receive.</param>
    /// <returns>False if the coroutine must be resumed.</returns>
    private protected bool TryDropWaiter(CoroutineClosedException close)
    {
        var frame = Waiter!;
        if (!frame.CanDrop)
            return false;

        Phase = Leaving;
        frame.Drop(close);
        KeepWaiter(frame);
        return true;
    }

    /// <summary>Takes the coroutine whose wait is being refused on this thread.</summary>
    /// <returns>The coroutine; null if there is none, which means that the result is taken without an await.</returns>
    internal static CoroutineFrame? TakeRefused()
    {
        var frame = refused;
        refused = null;
        return frame;
    }

    /// <summary>
    /// Returns from completed coroutines to those that await them, until one waits or the outermost has ended.
    /// </summary>
    /// <param name="error">The exception that ended the outermost coroutine, or the reason why it cannot continue.</param>
    /// <returns>True if a coroutine waits; false if all have ended or none can continue.</returns>
    /// <remarks>
    /// A loop, so that a deep return does not deepen the stack. The outermost coroutine was claimed by the driver: it is awaited, but has
    /// no parent.
    /// </remarks>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool Unwind(out Exception? error)
    {
        error = null;
        var frame = Waiter!;
        var refusals = 0;
        while ((Phase & Waiting) == 0)
        {
            if (!frame.IsCompleted)
            {
                frame = frame.Innermost;
                if (refusals++ < MaxRefusals && TryRefuseWait(frame))
                    continue;
                Waiter = frame;
                error = CannotGoOn(WaitsElsewhere);
                return false;
            }

            if (frame is { IsAwaited: true, Parent: { } parent })
            {
                if ((Phase & Leaving) == 0 || !TryDropParent(frame, parent))
                    parent.Resume();
                frame = parent;
                continue;
            }

            // Compared first: a write barrier costs more.
            if (!ReferenceEquals(Waiter, frame))
                Waiter = frame;
            error = frame.IsAwaited ? frame.Error : NotAwaited(frame);
            return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidOperationException NotAwaited(CoroutineFrame frame) => CannotGoOn(
        $"Its sub-coroutine {MethodName.Of(frame.MethodType)} has ended, but is not awaited. Await every coroutine that you call.");

    /// <summary>Gets the cause and the fix for a resumed coroutine that neither waits for this driver nor has ended.</summary>
    private protected virtual string WaitsElsewhere =>
        "It waits for something other than its own inbox or task, so nothing here can resume it. " +
        "Await what it was started with, or a coroutine that does.";

    /// <summary>
    /// Closes the coroutine that awaits an ended one while the driver is being closed, if no code of its method would run.
    /// </summary>
    /// <returns>False if the coroutine must be resumed.</returns>
    /// <remarks>
    /// While the driver is being closed, no coroutine continues normally: the close is raised at the await even if the awaited coroutine
    /// swallowed it (PEP 380).
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryDropParent(CoroutineFrame child, CoroutineFrame parent)
    {
        if (!IsBeingClosed)
            return false;
        if (child.Error is null)
            child.Fail(new CoroutineClosedException());
        if (child.Error is not CoroutineClosedException close || !parent.CanDrop)
            return false;

        parent.Drop(close);
        child.Release();
        return true;
    }

    /// <summary>Resumes a coroutine that is suspended outside this driver, so that its wait finds no delivery and throws.</summary>
    /// <returns>False if the wait does not belong to this library and has not thrown.</returns>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryRefuseWait(CoroutineFrame frame)
    {
        // An event that was delivered there belongs to another wait, which has taken it.
        if (frame.TakeRefusal() is { } driver && (driver.Phase & Delivered) != 0)
            driver.Phase = Running;
        refused = frame;
        frame.Resume();
        return TakeRefused() is null;
    }

    /// <summary>Creates the exception for a coroutine that can no longer be resumed.</summary>
    private protected abstract InvalidOperationException CannotGoOn(string why);
}
