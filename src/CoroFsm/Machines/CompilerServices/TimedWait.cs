using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the next event, or the next that a filter accepts, with a timeout.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimedWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly Machine<TEvent> machine;
    private readonly long due;
    private readonly bool isSelective;

    internal TimedWait(Machine<TEvent> machine, long due, object? filter = null)
    {
        this.machine = machine;
        this.due = due;
        machine.PrepareLimit(due);
        if (filter is null)
            return;
        isSelective = true;
        machine.Accept(filter);
    }

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimedWait<TEvent> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

    /// <summary>Takes the event or the timeout.</summary>
    /// <returns>The event, or the information that the wait timed out.</returns>
    /// <exception cref="EndOfInputException">The input has ended.</exception>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another machine.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    public Received<TEvent> GetResult() => machine.TakeReceived();

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => machine.ParkLimited(frame, due, isSelective);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
