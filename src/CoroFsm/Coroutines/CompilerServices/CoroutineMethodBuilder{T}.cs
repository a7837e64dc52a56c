using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Builds coroutines with a result from <c>async</c> methods. Used by the compiler.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct CoroutineMethodBuilder<TResult>
{
    private CoroutineFrame<TResult>? frame;
    private TResult result;

    /// <summary>Gets the handle of the call.</summary>
    public readonly Coroutine<TResult> Task => new(frame, result);

    /// <inheritdoc cref="CoroutineMethodBuilder.Create"/>
    public static CoroutineMethodBuilder<TResult> Create() => default;

    /// <inheritdoc cref="CoroutineMethodBuilder.Start"/>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        StackGuard.EnsureRoom();
        stateMachine.MoveNext();
    }

    /// <inheritdoc cref="CoroutineMethodBuilder.SetStateMachine"/>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Completes the coroutine with a result.</summary>
    /// <param name="result">The result.</param>
    public void SetResult(TResult result)
    {
        if (frame is not { } f)
        {
            this.result = result;
            return;
        }

        f.Result = result;
        f.Complete();
    }

    /// <inheritdoc cref="CoroutineMethodBuilder.SetException"/>
    public void SetException(Exception exception)
    {
        if (frame is not { } f)
        {
            frame = new FailedFrame<TResult>(exception);
            return;
        }

        f.Fail(exception);
    }

    /// <inheritdoc cref="CoroutineMethodBuilder.AwaitOnCompleted"/>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICoroutineAwaiter
        where TStateMachine : IAsyncStateMachine =>
        AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);

    /// <inheritdoc cref="CoroutineMethodBuilder.AwaitUnsafeOnCompleted"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICoroutineAwaiter
        where TStateMachine : IAsyncStateMachine
    {
        // Constant for the JIT compiler: the awaiters of this library do not throw.
        if (typeof(IDroppableWait).IsAssignableFrom(typeof(TAwaiter)))
            awaiter.Park(frame ?? AsyncFrame<TStateMachine, TResult>.Rent(ref stateMachine, ref frame));
        else
            AsyncFrame<TStateMachine, TResult>.ParkGuarded(ref awaiter, ref stateMachine, ref frame);
    }
}
