using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for the next event that a filter accepts.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SelectiveWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly Machine<TEvent> machine;

    internal SelectiveWait(Machine<TEvent> machine, object filter)
    {
        this.machine = machine;
        machine.Accept(filter);
    }

    /// <summary>Gets a value indicating whether there is nothing to wait for.</summary>
    public bool IsCompleted => false;

    /// <summary>Makes the wait one that a generator yields, and arms the inbox for it.</summary>
    /// <param name="wait">The wait.</param>
    public static implicit operator Wait(SelectiveWait<TEvent> wait) => wait.ToWait();

    /// <summary>Makes the wait one that a generator yields, and arms the inbox for it.</summary>
    /// <returns>The wait, to be yielded at once.</returns>
    public Wait ToWait() => (machine ?? throw Delegation.Default()).ArmSelectively();

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">This is a default value, and no wait of an inbox.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SelectiveWait<TEvent> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

    /// <summary>Takes the event.</summary>
    /// <returns>The event.</returns>
    /// <exception cref="EndOfInputException">The input has ended.</exception>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or not by a coroutine of its
    /// machine.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TEvent GetResult() => machine.TakeEvent();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame) => machine.ParkSelectively(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
