using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents a call of a coroutine that returns a result to the coroutine that awaits it.
/// </summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>The remarks on <see cref="Coroutine"/> apply.</remarks>
[AsyncMethodBuilder(typeof(CoroutineMethodBuilder<>))]
public readonly struct Coroutine<TResult>
{
    internal readonly CoroutineFrame<TResult>? Frame;

    /// <summary>
    /// As wide as a register: next to a narrower field it would be stored and loaded in different widths, which stalls in every call.
    /// </summary>
    private readonly long version;

    /// <summary>The result of a call that did not wait, and so has no frame.</summary>
    private readonly TResult result;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Coroutine(CoroutineFrame<TResult>? frame, TResult result)
    {
        Frame = frame;
        version = frame?.Version ?? 0;
        this.result = result;
    }

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>The awaiter of this call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Awaiter GetAwaiter() => new(this);

    /// <summary>Provides the awaiter of a <see cref="Coroutine{TResult}"/>.</summary>
    public readonly struct Awaiter : ICoroutineAwaiter, IDroppableWait
    {
        private readonly Coroutine<TResult> coroutine;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Awaiter(Coroutine<TResult> coroutine) => this.coroutine = coroutine;

        /// <summary>Gets a value indicating whether the coroutine has already ended.</summary>
        /// <exception cref="InvalidOperationException">The call has already been awaited.</exception>
        public bool IsCompleted
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => coroutine.Frame is not { } frame || Delegation.IsCompleted(frame, coroutine.version);
        }

        /// <summary>Ends the call. Returns its result, or throws the exception of the coroutine.</summary>
        /// <returns>The result.</returns>
        /// <exception cref="InvalidOperationException">The call has already been awaited.</exception>
        [StackTraceHidden]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TResult GetResult() =>
            coroutine.Frame is { } frame ? Delegation.TakeResult(frame, coroutine.version) : coroutine.result;

        /// <summary>Throws if the call has not ended.</summary>
        internal void EnsureEnded()
        {
            if (coroutine.Frame is { } frame)
                Delegation.EnsureEnded(frame, coroutine.version);
        }

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Park(CoroutineFrame frame) => Delegation.Park(coroutine.Frame!, frame);

        /// <inheritdoc/>
        void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult throws the error
    }
}
