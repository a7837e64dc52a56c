using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Waits for a message.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
public readonly struct MessageWait<TMessage> : ICoroutineAwaiter
{
    private readonly ScheduledTask task;

    internal MessageWait(ScheduledTask task) => this.task = task;

    /// <summary>Gets a value indicating whether a message is there.</summary>
    public bool IsCompleted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => task.ExtrasOrNull is { Mailbox: { Count: > 0 } mailbox } && mailbox.Find<TMessage>() >= 0;
    }

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public MessageWait<TMessage> GetAwaiter() => this;

    /// <summary>Takes the message.</summary>
    /// <returns>The message.</returns>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TMessage GetResult() => task.TakeMessage<TMessage>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame)
    {
        task.WaitFor(Receiver<TMessage>.Instance);
        task.Park(frame, ScheduledTask.Receiving);
    }
}
