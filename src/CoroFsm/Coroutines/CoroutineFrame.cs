using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// A suspended coroutine: what remains of its call while it waits.
/// </summary>
/// <remarks>
/// Frames are made at the first wait and used again after the coroutine has ended; a handle (<see cref="Coroutine"/>) knows its frame by a
/// version. The only use for a frame outside this library is to hand it on in <see cref="ICoroutineAwaiter.Park"/>.
/// </remarks>
public abstract class CoroutineFrame
{
    /// <summary>Who awaits this coroutine. Means nothing while <see cref="IsAwaited"/> is false: it is compared, not cleared, to save a write barrier.</summary>
    internal CoroutineFrame? Parent;

    /// <summary>
    /// The exception that ended the coroutine; before its end, the coroutine that it awaited last. One field, because frames are many.
    /// </summary>
    private object? related;

    /// <summary>Grows each time the frame goes back to its pool, so that a stale handle is found out.</summary>
    internal int Version;

    internal bool IsAwaited;

    /// <summary>How the coroutine has ended. One byte, as another would take a word more.</summary>
    private FrameEnd end;

    /// <summary>Whether this is a generator that has not ended: a wait that it makes can be yielded.</summary>
    internal bool CanYield;

    /// <summary>How the frame stands to its pool. Here and not in the derived class, where it would take a word of its own.</summary>
    private protected volatile byte Pooling;

    private protected CoroutineFrame()
    {
    }

    /// <summary>Gets a value indicating whether the coroutine has ended.</summary>
    internal bool IsCompleted => end != FrameEnd.None;

    /// <summary>Gets the exception that ended the coroutine.</summary>
    internal Exception? Error => end == FrameEnd.Failed ? Unsafe.As<Exception>(related) : null;

    /// <summary>
    /// Gets the coroutine at the end of the chain of awaits that begins here. If the awaits form a circle, that is the one that awaits this
    /// one: a coroutine has one parent, so a circle leads back to where the walk began.
    /// </summary>
    internal CoroutineFrame Innermost
    {
        get
        {
            var frame = this;
            while (frame.end != FrameEnd.Failed
                && frame.related is CoroutineFrame { IsCompleted: false, IsAwaited: true } child
                && ReferenceEquals(child.Parent, frame) && !ReferenceEquals(child, this))
            {
                frame = child;
            }

            return frame;
        }
    }

    /// <summary>Gets the coroutine at the beginning of the chain of awaits that ends here; null if the awaits form a circle.</summary>
    internal CoroutineFrame? Outermost
    {
        get
        {
            var (frame, seen) = (this, this);
            for (var steps = 1; frame is { IsAwaited: true, Parent: { } parent }; steps++)
            {
                if (ReferenceEquals(parent, seen))
                    return null;
                if (int.IsPow2(steps))
                    seen = parent;      // Brent's algorithm: from some step on, it is inside the circle for longer than one round
                frame = parent;
            }

            return frame;
        }
    }

    /// <summary>
    /// Gets a value indicating whether the coroutine can be closed without resuming it, because that would run no code of its method.
    /// </summary>
    internal abstract bool CanDrop { get; }

    /// <summary>Runs the coroutine to its next wait or its end. Never throws: an exception of user code is kept in <see cref="Error"/>.</summary>
    internal abstract void Resume();

    /// <summary>Ends the coroutine at its wait without resuming it. Only where <see cref="CanDrop"/> is true.</summary>
    /// <param name="error">The exception that the wait would raise.</param>
    internal virtual void Drop(Exception error) => Fail(error);

    /// <summary>Makes every handle to this call stale, drops what the frame holds, and returns it for the next call.</summary>
    internal abstract void Release();

    /// <summary>Marks the end of a coroutine that has returned.</summary>
    internal void Complete() => end = FrameEnd.Returned;

    /// <summary>Marks the end of a coroutine that has thrown.</summary>
    internal void Fail(Exception error)
    {
        related = error;
        end = FrameEnd.Failed;
    }

    /// <summary>Notes the coroutine that is awaited. Compared first: a write barrier costs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Await(CoroutineFrame child)
    {
        if (!ReferenceEquals(child.Parent, this))
            child.Parent = this;
        if (!ReferenceEquals(related, child))
            related = child;
        child.IsAwaited = true;
    }

    /// <summary>Makes the frame as good as new, but for what is compared before it is written.</summary>
    private protected void Renew()
    {
        unchecked { Version++; }
        IsAwaited = false;
        if (end == FrameEnd.Failed)
            related = null;
        end = FrameEnd.None;
    }

    /// <summary>Drops the exception and the coroutine that was awaited last, of a frame that is not used again.</summary>
    private protected void ClearRelated() => related = null;

    private enum FrameEnd : byte
    {
        /// <summary>It has not ended.</summary>
        None,

        /// <summary>It has returned.</summary>
        Returned,

        /// <summary>It has thrown.</summary>
        Failed,
    }

    /// <summary>The type that the compiler made for the method, from which its name is read when somebody asks for it.</summary>
    internal abstract Type MethodType { get; }

    /// <summary>
    /// Gets the number of the await or yield at which the method is suspended, as <see cref="CoroFsm.SuspensionPoint"/> reads it.
    /// </summary>
    internal abstract int SuspensionPoint { get; }
}

/// <summary>A frame with room for a result.</summary>
internal abstract class CoroutineFrame<TResult> : CoroutineFrame
{
    internal TResult Result = default!;
}
