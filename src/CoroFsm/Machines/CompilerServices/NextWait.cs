using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the next event of an <c>await foreach</c>, or for the end of the input.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NextWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly Machine<TEvent> machine;

    internal NextWait(Machine<TEvent> machine) => this.machine = machine;

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => machine.HasEndedForEnumeration;

    /// <summary>Converts the wait to one that a generator yields, and prepares the inbox for it.</summary>
    /// <param name="wait">The wait.</param>
    public static implicit operator Wait(NextWait<TEvent> wait) => wait.ToWait();

    /// <summary>Converts the wait to one that a generator yields, and prepares the inbox for it.</summary>
    /// <returns>The wait; yield it immediately.</returns>
    public Wait ToWait() => (machine ?? throw Delegation.Default()).ArmEnumerating();

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NextWait<TEvent> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

    /// <summary>Takes the event, if there is one.</summary>
    /// <returns>False if the enumeration ends.</returns>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another machine.</exception>
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
