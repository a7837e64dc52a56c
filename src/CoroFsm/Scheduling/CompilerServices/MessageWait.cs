using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for a message.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MessageWait<TMessage> : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;

    internal MessageWait(ScheduledTask task) => this.task = task;

    /// <summary>Gets a value indicating whether a message can be taken without waiting.</summary>
    public bool IsCompleted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => task.ExtrasOrNull is { Mailbox: { Count: > 0 } mailbox } && mailbox.Has<TMessage>();
    }

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageWait<TMessage> GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Takes the message.</summary>
    /// <returns>The message.</returns>
    /// <exception cref="InvalidOperationException">No message was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TMessage GetResult() => task.TakeMessage<TMessage>();

    /// <summary>Parks a coroutine.</summary>
    /// <returns>False if its wait will be refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPark(CoroutineFrame frame)
    {
        if (!task.Park(frame, ScheduledTask.Receiving))
            return false;
        task.WaitFor(Receiver<TMessage>.Instance);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame)
    {
        _ = TryPark(frame);
    }
}
