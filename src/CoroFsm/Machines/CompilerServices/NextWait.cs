using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for the next event of an <c>await foreach</c>, or for the end of the input.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NextWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly Machine<TEvent> machine;

    internal NextWait(Machine<TEvent> machine) => this.machine = machine;

    /// <summary>Gets a value indicating whether there is nothing to wait for.</summary>
    public bool IsCompleted => machine.HasEndedForEnumeration;

    /// <summary>Makes the wait one that a generator yields, and arms the inbox for it.</summary>
    /// <param name="wait">The wait.</param>
    public static implicit operator Wait(NextWait<TEvent> wait) => wait.ToWait();

    /// <summary>Makes the wait one that a generator yields, and arms the inbox for it.</summary>
    /// <returns>The wait, to be yielded at once.</returns>
    public Wait ToWait() => (machine ?? throw Delegation.Default()).ArmEnumerating();

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">This is a default value, and no wait of an inbox.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NextWait<TEvent> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

    /// <summary>Takes the event, if there is one.</summary>
    /// <returns>False if the enumeration ends.</returns>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or not by a coroutine of its
    /// machine.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GetResult() => machine.TryTakeEvent();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame) => machine.Park(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
