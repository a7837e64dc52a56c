using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The frame of an async method, pooled for each method and thread.
/// </summary>
/// <remarks>
/// The pool is one frame that stays in its thread's slot while it is in use (taking it and giving it back costs no write barrier, and
/// giving it back no look-up), followed by a short list of spare ones for recursion.
/// </remarks>
internal sealed class AsyncFrame<TStateMachine, TResult> : CoroutineFrame<TResult>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>So many spare frames of one method a thread keeps at most: deeper recursion allocates.</summary>
    private const int MaxSpare = 256;

    [ThreadStatic]
    private static AsyncFrame<TStateMachine, TResult>? slot;

    private TStateMachine stateMachine = default!;

    /// <summary>Only a frame that stays in a slot uses this. Another thread may end the call, hence volatile.</summary>
    private volatile bool isBusy;

    private bool staysInSlot;

    /// <summary>Counts the spare frames behind a frame in its slot.</summary>
    private short spareCount;

    internal override Type MethodType => typeof(TStateMachine);

    /// <summary>
    /// Moves a running state machine into a frame at its first wait.
    /// </summary>
    /// <param name="stateMachine">The state machine; a copy of it goes on in the frame.</param>
    /// <param name="builderFrame">The frame field of the builder inside <paramref name="stateMachine"/>: set first, so that the copy has it too.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static AsyncFrame<TStateMachine, TResult> Rent(ref TStateMachine stateMachine, ref CoroutineFrame<TResult>? builderFrame)
    {
        var frame = slot;
        if (frame is null || frame.isBusy)
            frame = RentSpare(frame);
        else
            frame.isBusy = true;

        builderFrame = frame;
        frame.stateMachine = stateMachine;
        return frame;
    }

    [StackTraceHidden]
    internal override void Resume() => stateMachine.MoveNext();

    internal override void Release()
    {
        unchecked { Version++; }
        IsCompleted = false;
        IsAwaited = false;
        if (Error is not null)
            Error = null;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>())
            Result = default!;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TStateMachine>())
            stateMachine = default!;

        if (staysInSlot)
            isBusy = false;     // last: from here on its thread may take it
        else
            ReturnSpare();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AsyncFrame<TStateMachine, TResult> RentSpare(AsyncFrame<TStateMachine, TResult>? inSlot)
    {
        if (inSlot is null)
            return slot = new() { staysInSlot = true, isBusy = true };
        if (inSlot.spare is not { } spare)
            return new();

        inSlot.spare = spare.spare;
        inSlot.spareCount--;
        spare.spare = null;
        return spare;
    }

    private void ReturnSpare()
    {
        var inSlot = slot ??= new() { staysInSlot = true };
        if (inSlot.spareCount == MaxSpare)
            return;

        spare = inSlot.spare;
        inSlot.spare = this;
        inSlot.spareCount++;
    }

    /// <summary>The next spare frame.</summary>
    private AsyncFrame<TStateMachine, TResult>? spare;
}
