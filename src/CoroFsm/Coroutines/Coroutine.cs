using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The return type of a coroutine: an <c>async</c> method that waits for events, and is resumed by whoever sends one.
/// </summary>
/// <remarks>
/// <para>
/// A coroutine runs to its first wait when it is called. Calling one from another with <c>await Child(inbox)</c> delegates to it
/// (PEP 380): events go straight to the innermost coroutine, its result and its exceptions come back to the caller.
/// </para>
/// <para>
/// A handle is for one await. Awaiting it again, or from two places, throws <see cref="InvalidOperationException"/>; only a coroutine that
/// ended without waiting has nothing left to check. A call that waits takes its frame from a pool and allocates nothing once warm; a call that
/// does not wait has no frame at all.
/// </para>
/// <para>Not safe for concurrent use; the execution context is not captured, so <c>AsyncLocal</c> values are those of the sender.</para>
/// </remarks>
[AsyncMethodBuilder(typeof(CoroutineMethodBuilder))]
public readonly struct Coroutine
{
    internal readonly CoroutineFrame<VoidResult>? Frame;

    /// <summary>As wide as a register: a narrower one would be stored and loaded in different widths, at the price of a stall in every call.</summary>
    private readonly long version;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Coroutine(CoroutineFrame<VoidResult>? frame)
    {
        Frame = frame;
        version = frame?.Version ?? 0;
    }

    /// <summary>Gets a coroutine that has already ended, for methods that are not <c>async</c>.</summary>
    public static Coroutine Completed => default;

    /// <summary>Makes a coroutine that has already ended with a result, for methods that are not <c>async</c>.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="result">The result.</param>
    /// <returns>The ended coroutine.</returns>
    public static Coroutine<TResult> FromResult<TResult>(TResult result) => new(frame: null, result);

    /// <summary>Takes the call over for a driver, as its outermost coroutine.</summary>
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

    /// <summary>Awaits a coroutine from another one.</summary>
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
        /// <exception cref="InvalidOperationException">The handle was awaited before.</exception>
        public bool IsCompleted
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => frame is null || Delegation.IsCompleted(frame, version);
        }

        /// <summary>Ends the call: throws what the coroutine threw, if it did.</summary>
        /// <exception cref="InvalidOperationException">The handle was awaited before.</exception>
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
        void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult says what is wrong
    }
}
