using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>
/// Represents the wait for the next event of an <c>await foreach</c> that a predicate accepts, or for the end of the input or of the
/// substate.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SelectiveNextWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly Machine<TEvent> machine;

    internal SelectiveNextWait(Machine<TEvent> machine, Func<TEvent, bool> predicate)
    {
        this.machine = machine;
        machine.Accept(predicate);
    }

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => machine.HasEndedForEnumeration;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SelectiveNextWait<TEvent> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

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
    public void Park(CoroutineFrame frame) => machine.ParkSelectively(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
