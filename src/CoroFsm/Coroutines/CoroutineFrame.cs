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

    /// <summary>The exception that ended the coroutine.</summary>
    internal Exception? Error;

    /// <summary>Grows each time the frame goes back to its pool, so that a stale handle is found out.</summary>
    internal int Version;

    internal bool IsCompleted;
    internal bool IsAwaited;

    /// <summary>How the frame stands to its pool. Here and not in the derived class, where it would take a word of its own.</summary>
    private protected volatile byte Pooling;

    private protected CoroutineFrame()
    {
    }

    /// <summary>Runs the coroutine to its next wait or its end. Never throws: an exception of user code is kept in <see cref="Error"/>.</summary>
    internal abstract void Resume();

    /// <summary>The type that the compiler made for the method, from which its name is read when somebody asks for it.</summary>
    internal abstract Type MethodType { get; }

    /// <summary>Gets the number of the await or yield at which the method is suspended, as <see cref="CoroFsm.SuspensionPoint"/> reads it.</summary>
    internal abstract int SuspensionPoint { get; }
}

/// <summary>A frame with room for a result.</summary>
internal abstract class CoroutineFrame<TResult> : CoroutineFrame
{
    internal TResult Result = default!;

    /// <summary>Makes every handle to this call stale, drops what the frame holds, and gives it back for the next call.</summary>
    internal abstract void Release();
}
