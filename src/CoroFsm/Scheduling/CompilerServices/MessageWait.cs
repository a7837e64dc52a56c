using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for a message.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MessageWait<TMessage> : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;

    internal MessageWait(ScheduledTask task) => this.task = task;

    /// <summary>Gets a value indicating whether a message is there.</summary>
    public bool IsCompleted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => task.ExtrasOrNull is { Mailbox: { Count: > 0 } mailbox } && mailbox.Has<TMessage>();
    }

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">This is a default value, and no wait of a task's context.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageWait<TMessage> GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Takes the message.</summary>
    /// <returns>The message.</returns>
    /// <exception cref="InvalidOperationException">No message is there: it was not awaited, or not by a coroutine of its task.</exception>
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
