using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Builds coroutines from <c>async</c> methods. Used by the compiler.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct CoroutineMethodBuilder
{
    private CoroutineFrame<VoidResult>? frame;

    /// <summary>Gets the handle of the call.</summary>
    public readonly Coroutine Task => new(frame);

    /// <summary>Creates a builder.</summary>
    /// <returns>A builder without a frame; the frame is rented at the first wait.</returns>
    public static CoroutineMethodBuilder Create() => default;

    /// <summary>Runs the method to its first wait, on the caller's stack.</summary>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="stateMachine">The state machine.</param>
    /// <exception cref="InsufficientExecutionStackException">The calls are nested too deeply for this thread's stack.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        StackGuard.EnsureRoom();
        stateMachine.MoveNext();
    }

    /// <summary>Not used: the state machine is copied into its frame.</summary>
    /// <param name="stateMachine">Not used.</param>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Completes the coroutine.</summary>
    public readonly void SetResult()
    {
        if (frame is { } f)
            f.Complete();
    }

    /// <summary>Completes the coroutine with an exception.</summary>
    /// <param name="exception">The exception that the method threw.</param>
    public void SetException(Exception exception)
    {
        if (frame is not { } f)
        {
            frame = new FailedFrame<VoidResult>(exception);
            return;
        }

        f.Fail(exception);
    }

    /// <summary>Never called: every awaiter of a coroutine is an <see cref="ICriticalNotifyCompletion"/>.</summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="awaiter">The awaiter.</param>
    /// <param name="stateMachine">The state machine.</param>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICoroutineAwaiter
        where TStateMachine : IAsyncStateMachine =>
        AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);

    /// <summary>
    /// Suspends the coroutine. The constraint on <typeparamref name="TAwaiter"/> makes awaiting a foreign type a compile error.
    /// </summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="awaiter">The awaiter.</param>
    /// <param name="stateMachine">The state machine.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICoroutineAwaiter
        where TStateMachine : IAsyncStateMachine
    {
        // Constant for the JIT compiler: the awaiters of this library do not throw.
        if (typeof(IDroppableWait).IsAssignableFrom(typeof(TAwaiter)))
            awaiter.Park(frame ?? AsyncFrame<TStateMachine, VoidResult>.Rent(ref stateMachine, ref frame));
        else
            AsyncFrame<TStateMachine, VoidResult>.ParkGuarded(ref awaiter, ref stateMachine, ref frame);
    }
}
