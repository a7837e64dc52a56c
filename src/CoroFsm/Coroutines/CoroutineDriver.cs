using System.Diagnostics;

namespace CoroFsm;

/// <summary>
/// What starts a coroutine and resumes it when it has something for it: the base of <see cref="Machine"/> and of the tasks of a <see cref="Scheduler"/>.
/// </summary>
/// <remarks>
/// One integer, <see cref="Phase"/>, is guard, delivery and exit test at once. <see cref="Running"/> is 0, so the resumed wait finds with
/// one test that it got an ordinary event; <see cref="Waiting"/> alone is 1, so the sender finds with one test that nothing else is to be done.
/// </remarks>
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

    /// <summary>So often a coroutine may wait again although it was told to end; then it is given up.</summary>
    internal const int MaxRefusals = 16;

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
        while ((Phase & Waiting) == 0)
        {
            if (!frame.IsCompleted)
                error = CannotGoOn(WaitsElsewhere);
            else if (!frame.IsAwaited)
                error = CannotGoOn($"Its sub-coroutine {MethodName.Of(frame.MethodType)} has ended, but nobody awaits it. Await every coroutine that is called.");
            else if (frame.Parent is null)
                error = frame.Error;
            else
            {
                frame = frame.Parent;
                frame.Resume();
                continue;
            }

            Waiter = frame;
            return false;
        }

        return true;
    }

    /// <summary>The cause and the cure where the coroutine has been resumed and neither waits here nor has ended.</summary>
    private protected virtual string WaitsElsewhere =>
        "It waits for something other than its own inbox or task, so nothing here can resume it. " +
        "Await what it was started with, or a coroutine that does.";

    /// <summary>Makes the exception for a coroutine that nothing can resume any more.</summary>
    private protected abstract InvalidOperationException CannotGoOn(string why);
}
