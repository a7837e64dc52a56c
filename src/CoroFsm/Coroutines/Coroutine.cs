using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents a call of a coroutine: an <c>async</c> method that waits for events and is resumed by the sender of an event.
/// </summary>
/// <remarks>
/// <para>
/// A coroutine runs to its first wait when it is called. <c>await Child(inbox)</c> delegates to another coroutine (PEP 380): events go
/// directly to the innermost coroutine, and its result or exception returns to the caller.
/// </para>
/// <para>
/// Each call can be awaited once. A second await throws <see cref="InvalidOperationException"/>, except for a coroutine that ended without
/// waiting: it returns its result again. A call that waits rents its frame from a pool and allocates nothing once the pool is warm; a call
/// that does not wait needs no frame.
/// </para>
/// <para>Not thread-safe. The execution context is not captured, so <c>AsyncLocal</c> values are those of the sender.</para>
/// </remarks>
[AsyncMethodBuilder(typeof(CoroutineMethodBuilder))]
public readonly struct Coroutine
{
    internal readonly CoroutineFrame<VoidResult>? Frame;

    /// <summary>
    /// As wide as a register: a narrower field would be stored and loaded in different widths, which stalls in every call.
    /// </summary>
    private readonly long version;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Coroutine(CoroutineFrame<VoidResult>? frame)
    {
        Frame = frame;
        version = frame?.Version ?? 0;
    }

    /// <summary>Gets a coroutine that has already ended. Return it from methods that are not <c>async</c>.</summary>
    public static Coroutine Completed => default;

    /// <summary>Creates a coroutine that has already ended with a result. Use it in methods that are not <c>async</c>.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="result">The result.</param>
    /// <returns>The ended coroutine.</returns>
    public static Coroutine<TResult> FromResult<TResult>(TResult result) => new(frame: null, result);

    /// <summary>Transfers the call to a driver, as its outermost coroutine.</summary>
    internal void Claim()
    {
        if (Frame is null)
            return;
        Delegation.IsCompleted(Frame, version);
        Frame.Parent = null;
        Frame.IsAwaited = true;
    }

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>The awaiter of this call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Awaiter GetAwaiter() => new(Frame, version);

    /// <summary>Provides the awaiter of a <see cref="Coroutine"/>.</summary>
    public readonly struct Awaiter : ICoroutineAwaiter, IDroppableWait
    {
        private readonly CoroutineFrame<VoidResult>? frame;
        private readonly long version;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Awaiter(CoroutineFrame<VoidResult>? frame, long version)
        {
            this.frame = frame;
            this.version = version;
        }

        /// <summary>Gets a value indicating whether the coroutine has already ended.</summary>
        /// <exception cref="InvalidOperationException">The call has already been awaited.</exception>
        public bool IsCompleted
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => frame is null || Delegation.IsCompleted(frame, version);
        }

        /// <summary>Ends the call. Throws the exception of the coroutine if it failed.</summary>
        /// <exception cref="InvalidOperationException">The call has already been awaited.</exception>
        [StackTraceHidden]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void GetResult()
        {
            if (frame is not null)
                Delegation.TakeResult(frame, version);
        }

        /// <summary>Throws if the call has not ended.</summary>
        internal void EnsureEnded()
        {
            if (frame is not null)
                Delegation.EnsureEnded(frame, version);
        }

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Park(CoroutineFrame frame) => Delegation.Park(this.frame!, frame);

        /// <inheritdoc/>
        void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult throws the error
    }
}
