using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents the frame of an async method. Each method has its own pool of frames.
/// </summary>
/// <remarks>
/// The pool consists of one frame that stays in its thread's slot while it is in use (renting it costs no write barrier, returning it no
/// look-up), and of spare frames for recursion and for many coroutines at once: a few are held by the thread, the others by a
/// <see cref="FrameDepot{TFrame}"/>. Millions of tasks may wait in frames, so there is no field that is not needed.
/// </remarks>
internal sealed class AsyncFrame<TStateMachine, TResult> : CoroutineFrame<TResult>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>Not in a slot: a spare frame.</summary>
    private const byte Spare = 0;

    /// <summary>In its thread's slot, and free. Another thread may end the call, hence volatile.</summary>
    private const byte Free = 1;

    /// <summary>In its thread's slot, and in use.</summary>
    private const byte Busy = 2;

    [ThreadStatic]
    private static AsyncFrame<TStateMachine, TResult>? slot;

    [ThreadStatic]
    private static SpareFrames<AsyncFrame<TStateMachine, TResult>>? spares;

    /// <summary>Whether the method may have something to unwind. One byte, because several threads may determine it.</summary>
    private static UnwindingNeed unwinding;

    private TStateMachine stateMachine = default!;

    internal override Type MethodType => typeof(TStateMachine);

    internal override StableHash NameHash => Naming.Hash;

    internal override int SuspensionPoint => CoroFsm.SuspensionPoint.Of(stateMachine);

    internal override bool CanDrop
    {
        get
        {
            if (unwinding == UnwindingNeed.Unknown)
                unwinding = Unwinding.Find(stateMachine);
            return unwinding == UnwindingNeed.None;
        }
    }

    /// <summary>Parks a method with an awaiter that may throw although the contract forbids it.</summary>
    /// <param name="awaiter">The awaiter.</param>
    /// <param name="stateMachine">The state machine; from the first wait on, a copy of it continues in the frame.</param>
    /// <param name="builderFrame">The frame field of the builder inside <paramref name="stateMachine"/>.</param>
    /// <remarks>
    /// If the awaiter throws at the first wait, the method continues in <paramref name="stateMachine"/> and may catch the exception. The
    /// copy is then discarded; otherwise the next wait would resume it at its present position.
    /// </remarks>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ParkGuarded<TAwaiter>(
        ref TAwaiter awaiter, ref TStateMachine stateMachine, ref CoroutineFrame<TResult>? builderFrame)
        where TAwaiter : ICoroutineAwaiter
    {
        if (builderFrame is not null)
        {
            awaiter.Park(builderFrame);
            return;
        }

        var frame = Rent(ref stateMachine, ref builderFrame);
        try
        {
            awaiter.Park(frame);
        }
        catch
        {
            builderFrame = null;
            frame.Release();
            throw;
        }
    }

    /// <summary>
    /// Moves a running state machine into a frame at its first wait.
    /// </summary>
    /// <param name="stateMachine">The state machine; a copy of it continues in the frame.</param>
    /// <param name="builderFrame">The frame field of the builder inside <paramref name="stateMachine"/>. It is set first, so that the copy
    /// contains it.</param>
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
        Renew();
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>())
            Result = default!;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TStateMachine>())
            stateMachine = default!;

        if (Pooling != Spare)
            Pooling = Free;     // last: from here on its thread may rent it
        else
            ReturnSpare();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AsyncFrame<TStateMachine, TResult> RentSpare(AsyncFrame<TStateMachine, TResult>? inSlot)
    {
        if (inSlot is null)
            return slot = new() { Pooling = Busy };
        return (spares ??= new()).TryTake() ?? new();
    }

    private void ReturnSpare() => (spares ??= new()).Return(this);

    /// <summary>Separate class, so that its initialization does not burden the pool.</summary>
    private static class Naming
    {
        internal static readonly StableHash Hash = MethodName.HashOf(typeof(TStateMachine));
    }
}
