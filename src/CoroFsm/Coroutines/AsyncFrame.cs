using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The frame of an async method, pooled for each method and thread.
/// </summary>
/// <remarks>
/// The pool is one frame that stays in its thread's slot while it is in use (taking it and giving it back costs no write barrier, and
/// giving it back no look-up), and a short stack of spare ones for recursion. A million tasks may wait in frames, so there is no field that is not needed.
/// </remarks>
internal sealed class AsyncFrame<TStateMachine, TResult> : CoroutineFrame<TResult>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>So many spare frames of one method a thread keeps at most: deeper recursion allocates.</summary>
    private const int MaxSpare = 256;

    /// <summary>Not in a slot: a spare frame.</summary>
    private const byte Spare = 0;

    /// <summary>In its thread's slot, and free. Another thread may end the call, hence volatile.</summary>
    private const byte Free = 1;

    /// <summary>In its thread's slot, and in use.</summary>
    private const byte Busy = 2;

    [ThreadStatic]
    private static AsyncFrame<TStateMachine, TResult>? slot;

    [ThreadStatic]
    private static Stack<AsyncFrame<TStateMachine, TResult>>? spares;

    private TStateMachine stateMachine = default!;

    internal override Type MethodType => typeof(TStateMachine);

    internal override int SuspensionPoint => CoroFsm.SuspensionPoint.Of(stateMachine);

    /// <summary>
    /// Moves a running state machine into a frame at its first wait.
    /// </summary>
    /// <param name="stateMachine">The state machine; a copy of it goes on in the frame.</param>
    /// <param name="builderFrame">The frame field of the builder inside <paramref name="stateMachine"/>: set first, so that the copy has it too.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static AsyncFrame<TStateMachine, TResult> Rent(ref TStateMachine stateMachine, ref CoroutineFrame<TResult>? builderFrame)
    {
        var frame = slot;
        if (frame is null || frame.Pooling != Free)
            frame = RentSpare(frame);
        else
            frame.Pooling = Busy;

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

        if (Pooling != Spare)
            Pooling = Free;     // last: from here on its thread may take it
        else
            ReturnSpare();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AsyncFrame<TStateMachine, TResult> RentSpare(AsyncFrame<TStateMachine, TResult>? inSlot)
    {
        if (inSlot is null)
            return slot = new() { Pooling = Busy };
        return spares is not null && spares.TryPop(out var spare) ? spare : new();
    }

    private void ReturnSpare()
    {
        var stack = spares ??= new();
        if (stack.Count < MaxSpare)
            stack.Push(this);
    }
}
