using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents a suspended coroutine: the state of its call while it waits.
/// </summary>
/// <remarks>
/// Frames are rented at the first wait and reused after the coroutine has ended; a handle (<see cref="Coroutine"/>) identifies its call by
/// a version. Outside this library, the only use of a frame is to pass it on in <see cref="ICoroutineAwaiter.Park"/>.
/// </remarks>
public abstract class CoroutineFrame
{
    /// <summary>
    /// The coroutine that awaits this one. Invalid while <see cref="IsAwaited"/> is false: it is compared, not cleared, to save a write
    /// barrier.
    /// </summary>
    internal CoroutineFrame? Parent;

    /// <summary>
    /// The exception that ended the coroutine; before its end, the coroutine that it awaited last. One field, because there are many
    /// frames.
    /// </summary>
    private object? related;

    /// <summary>Incremented each time the frame returns to its pool, so that a stale handle is detected.</summary>
    internal int Version;

    internal bool IsAwaited;

    /// <summary>How the coroutine has ended. One byte, because another would enlarge the object by a word.</summary>
    private FrameEnd end;

    /// <summary>The pooling state. Declared here, because in the derived class it would take a word of its own.</summary>
    private protected volatile byte Pooling;

    private protected CoroutineFrame()
    {
    }

    /// <summary>Gets a value indicating whether the coroutine has ended.</summary>
    internal bool IsCompleted => end > FrameEnd.None;

    /// <summary>Gets a value indicating whether this is a generator that has not ended: the waits that it creates can be yielded.</summary>
    internal bool CanYield => end == FrameEnd.NoneOfGenerator;

    /// <summary>Gets the exception that ended the coroutine.</summary>
    internal Exception? Error => end == FrameEnd.Failed ? Unsafe.As<Exception>(related) : null;

    /// <summary>
    /// Gets the coroutine at the end of the chain of awaits that begins here. If the awaits form a circle, returns the one that awaits this
    /// coroutine: a coroutine has one parent, so a circle leads back to the start.
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
                    seen = parent;      // Brent's algorithm: eventually it stays inside the circle for longer than one round
                frame = parent;
            }

            return frame;
        }
    }

    /// <summary>
    /// Gets a value indicating whether the coroutine can be closed without resuming it, because no code of its method would run.
    /// </summary>
    internal abstract bool CanDrop { get; }

    /// <summary>
    /// Runs the coroutine to its next wait or its end. Never throws: an exception of user code is captured in <see cref="Error"/>.
    /// </summary>
    internal abstract void Resume();

    /// <summary>Ends the coroutine at its wait without resuming it. Call it only if <see cref="CanDrop"/> is true.</summary>
    /// <param name="error">The exception that the wait would raise.</param>
    internal virtual void Drop(Exception error) => Fail(error);

    /// <summary>Invalidates every handle to this call, clears the frame, and returns it to the pool.</summary>
    internal abstract void Release();

    /// <summary>Notes the driver that has not parked this coroutine, in place of the coroutine that it awaited last.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void NoteRefusal(CoroutineDriver driver) => related = driver;

    /// <summary>Removes and returns the driver that has not parked this coroutine; null: there is none.</summary>
    internal CoroutineDriver? TakeRefusal()
    {
        if (related is not CoroutineDriver driver)
            return null;
        related = null;
        return driver;
    }

    /// <summary>Marks the coroutine as a generator, which has not ended.</summary>
    private protected void BeginGenerator() => end = FrameEnd.NoneOfGenerator;

    /// <summary>Marks the coroutine as returned.</summary>
    internal void Complete() => end = FrameEnd.Returned;

    /// <summary>Marks the coroutine as failed.</summary>
    internal void Fail(Exception error)
    {
        related = error;
        end = FrameEnd.Failed;
    }

    /// <summary>Records the awaited coroutine. Compared first, because a write barrier costs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Await(CoroutineFrame child)
    {
        if (!ReferenceEquals(child.Parent, this))
            child.Parent = this;
        if (!ReferenceEquals(related, child))
            related = child;
        child.IsAwaited = true;
    }

    /// <summary>Resets the frame for reuse, except for fields that are compared before they are written.</summary>
    private protected void Renew()
    {
        unchecked { Version++; }
        IsAwaited = false;
        if (end == FrameEnd.Failed)
            related = null;
        end = FrameEnd.None;
    }

    /// <summary>Clears the exception and the coroutine that was awaited last, for a frame that is not reused.</summary>
    private protected void ClearRelated() => related = null;

    private enum FrameEnd : sbyte
    {
        /// <summary>The coroutine is a generator and has not ended.</summary>
        NoneOfGenerator = -1,

        /// <summary>The coroutine has not ended.</summary>
        None,

        /// <summary>The coroutine has returned.</summary>
        Returned,

        /// <summary>The coroutine has thrown.</summary>
        Failed,
    }

    /// <summary>Gets the type that the compiler generated for the method. The name of the method is read from it on demand.</summary>
    internal abstract Type MethodType { get; }

    /// <summary>Gets the hash of the name of the method; the default value for a coroutine of this library.</summary>
    internal virtual StableHash NameHash => MethodName.HashOf(MethodType);

    /// <summary>
    /// Gets the number of the await or yield at which the method is suspended. See <see cref="CoroFsm.SuspensionPoint"/>.
    /// </summary>
    internal abstract int SuspensionPoint { get; }
}

/// <summary>Represents a frame that stores a result.</summary>
internal abstract class CoroutineFrame<TResult> : CoroutineFrame
{
    internal TResult Result = default!;
}
