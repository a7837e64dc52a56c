using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The return type of a coroutine with a result, to be awaited by another coroutine.
/// </summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>All that is said of <see cref="Coroutine"/> holds here.</remarks>
[AsyncMethodBuilder(typeof(CoroutineMethodBuilder<>))]
public readonly struct Coroutine<TResult>
{
    internal readonly CoroutineFrame<TResult>? Frame;

    /// <summary>As wide as a register: next to a narrower field it would be stored and loaded in different widths, at the price of a stall in every call.</summary>
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

    /// <summary>Awaits a coroutine from another one.</summary>
    public readonly struct Awaiter : ICoroutineAwaiter, IDroppableWait
    {
        private readonly Coroutine<TResult> coroutine;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Awaiter(Coroutine<TResult> coroutine) => this.coroutine = coroutine;

        /// <summary>Gets a value indicating whether the coroutine has already ended.</summary>
        /// <exception cref="InvalidOperationException">The handle was awaited before.</exception>
        public bool IsCompleted
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => coroutine.Frame is not { } frame || Delegation.IsCompleted(frame, coroutine.version);
        }

        /// <summary>Ends the call: gives its result, or throws what the coroutine threw.</summary>
        /// <returns>The result.</returns>
        /// <exception cref="InvalidOperationException">The handle was awaited before.</exception>
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
        void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult says what is wrong
    }
}
