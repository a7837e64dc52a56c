using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm;

/// <summary>
/// What starts a coroutine and resumes it when it has something for it: the base of <see cref="Machine"/> and of the tasks of a <see cref="Scheduler"/>.
/// </summary>
/// <remarks>
/// One integer, <see cref="Phase"/>, is guard, delivery and exit test at once. The resumed wait finds with one test that it is
/// <see cref="Delivered"/>, and so got an ordinary event. The next wait changes it to <see cref="Running"/> before it parks, so a wait that
/// is not awaited gets nothing. <see cref="Waiting"/> alone is 1, so the sender finds with one test that nothing else is to be done.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CoroutineDriver
{
    /// <summary>The coroutine runs.</summary>
    internal const int Running = 0;

    /// <summary>The coroutine waits.</summary>
    internal const int Waiting = 1;

    /// <summary>It waits for some events only.</summary>
    internal const int Selective = 1 << 1;

    /// <summary>Something is queued, set aside or demanded, to be looked at as soon as the coroutine waits.</summary>
    internal const int Backlogged = 1 << 2;

    /// <summary>An option asks for more than the shortest path (an observer, several threads).</summary>
    internal const int Supervised = 1 << 3;

    /// <summary>What is delivered to the wait is not an event.</summary>
    internal const int Signal = 1 << 4;

    /// <summary>The coroutine is being unwound, wholly or to a superstate; sticky until that is done.</summary>
    internal const int Leaving = 1 << 5;

    /// <summary>The end of the input has been delivered; sticky.</summary>
    internal const int InputEnded = 1 << 6;

    /// <summary>The time limit of the wait is up.</summary>
    internal const int TimedOut = 1 << 7;

    /// <summary>The coroutine has ended.</summary>
    internal const int Ended = 1 << 8;

    /// <summary>The coroutine runs, and an event, or the end of a trap, has been delivered to its last wait.</summary>
    internal const int Delivered = 1 << 12;

    /// <summary>The coroutine waits, and meanwhile code runs that is none of the driver's coroutines: a handler or a filter.</summary>
    internal const int Handling = 1 << 13;

    /// <summary>With <see cref="Delivered"/>: the wait has a time limit, which has to be removed.</summary>
    internal const int Limited = 1 << 14;

    /// <summary>In one of these, nothing can begin to wait.</summary>
    internal const int TakesNoWait = Waiting | Ended | Handling;

    /// <summary>So often a coroutine may wait again although it was told to end; then it is given up.</summary>
    internal const int MaxRefusals = 16;

    /// <summary>The coroutine whose wait is being refused on this thread, until the wait has taken note of it.</summary>
    [ThreadStatic]
    private static CoroutineFrame? refused;

    internal int Phase;

    /// <summary>The innermost coroutine: the one that waits. Written only by whoever parks, and only when it differs.</summary>
    internal CoroutineFrame? Waiter;

    private protected CoroutineDriver()
    {
    }

    /// <summary>Takes what was delivered instead of an event.</summary>
    /// <param name="enumerates">Whether the wait is one that simply ends (<c>await foreach</c>).</param>
    /// <returns>The exception to raise at the wait; null: the enumeration ends.</returns>
    internal abstract Exception? TakeSignal(bool enumerates);

    /// <summary>Gets a value indicating whether the whole driver is being closed, and not only a part of its coroutines.</summary>
    private protected abstract bool IsBeingClosed { get; }

    /// <summary>Makes another coroutine the one that waits.</summary>
    /// <param name="frame">The coroutine.</param>
    /// <returns>False if one waits already, or all have ended. Then the coroutine is suspended without being parked, and the driver that
    /// runs it refuses its wait.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReplaceWaiter(CoroutineFrame frame)
    {
        if ((Phase & TakesNoWait) != 0)
            return false;
        Waiter = frame;
        return true;
    }

    /// <summary>Resumes the coroutine that waits.</summary>
    internal void ResumeWaiter()
    {
        var frame = Waiter!;
        frame.Resume();
        KeepWaiter(frame);
    }

    /// <summary>
    /// Makes the coroutine that was resumed the one to continue with, unless one waits: a coroutine whose wait was refused may have taken
    /// its place.
    /// </summary>
    internal void KeepWaiter(CoroutineFrame resumed)
    {
        if ((Phase & Waiting) == 0 && !ReferenceEquals(Waiter, resumed))
            Waiter = resumed;
    }

    /// <summary>
    /// Closes the coroutine that waits without resuming it, if that runs no code of its method: an exception would cost microseconds.
    /// </summary>
    /// <param name="close">What the coroutines that await it get.</param>
    /// <returns>False if it has to be resumed.</returns>
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
    /// <returns>The coroutine; null: none, so the result is taken without an await.</returns>
    internal static CoroutineFrame? TakeRefused()
    {
        var frame = refused;
        refused = null;
        return frame;
    }

    /// <summary>
    /// Lets completed coroutines return to those that await them, until one waits or the outermost has ended.
    /// </summary>
    /// <param name="error">What ended the outermost, or makes it impossible to go on.</param>
    /// <returns>True if a coroutine waits; false if that is over.</returns>
    /// <remarks>A loop, so that a deep return does not deepen the stack. The outermost coroutine is the one that was claimed: awaited, but by no other.</remarks>
    [StackTraceHidden]
    private protected bool Unwind(out Exception? error)
    {
        error = null;
        var frame = Waiter!;
        var refusals = 0;
        while ((Phase & Waiting) == 0)
        {
            if (frame is { IsCompleted: true, IsAwaited: true, Parent: { } parent })
            {
                if ((Phase & Leaving) == 0 || !TryDropParent(frame, parent))
                    parent.Resume();
                frame = parent;
            }
            else if (!frame.IsCompleted)
            {
                frame = frame.Innermost;
                if (refusals++ < MaxRefusals && TryRefuseWait(frame))
                    continue;
                Waiter = frame;
                error = CannotGoOn(WaitsElsewhere);
                return false;
            }
            else
            {
                Waiter = frame;
                error = frame.IsAwaited ? frame.Error : NotAwaited(frame);
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidOperationException NotAwaited(CoroutineFrame frame) => CannotGoOn(
        $"Its sub-coroutine {MethodName.Of(frame.MethodType)} has ended, but is not awaited. Await every coroutine that you call.");

    /// <summary>The cause and the cure where the coroutine has been resumed and neither waits here nor has ended.</summary>
    private protected virtual string WaitsElsewhere =>
        "It waits for something other than its own inbox or task, so nothing here can resume it. " +
        "Await what it was started with, or a coroutine that does.";

    /// <summary>
    /// Closes the coroutine that awaits one that has ended while the driver is being closed, if that runs no code of its method.
    /// </summary>
    /// <returns>False if it has to be resumed.</returns>
    /// <remarks>
    /// While the driver is being closed, no coroutine continues as if nothing had happened: the close is raised at the await, even if the
    /// other one swallowed it (PEP 380).
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

    /// <summary>Resumes a coroutine that is suspended elsewhere than here, so that its wait finds nothing delivered and throws.</summary>
    /// <returns>False if the wait is not one of this library, and so has not thrown.</returns>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryRefuseWait(CoroutineFrame frame)
    {
        refused = frame;
        frame.Resume();
        return TakeRefused() is null;
    }

    /// <summary>Makes the exception for a coroutine that nothing can resume any more.</summary>
    private protected abstract InvalidOperationException CannotGoOn(string why);
}
