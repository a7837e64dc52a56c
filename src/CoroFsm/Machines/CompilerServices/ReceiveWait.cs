using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the next event, without a filter.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ReceiveWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly Machine<TEvent> machine;

    internal ReceiveWait(Machine<TEvent> machine) => this.machine = machine;

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => false;

    /// <summary>Converts the wait to one that a generator yields, and prepares the inbox for it.</summary>
    /// <param name="wait">The wait.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Wait(ReceiveWait<TEvent> wait) => wait.ToWait();

    /// <summary>Converts the wait to one that a generator yields, and prepares the inbox for it.</summary>
    /// <returns>The wait; yield it immediately.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Wait ToWait() => (machine ?? throw Delegation.Default()).Arm();

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReceiveWait<TEvent> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

    /// <summary>Takes the event.</summary>
    /// <returns>The event.</returns>
    /// <exception cref="EndOfInputException">The input has ended.</exception>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another machine.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TEvent GetResult() => machine.TakeEvent();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame) => machine.Park(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
