using System.ComponentModel;
using System.Diagnostics;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for a message, with a timeout.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimedMessageWait<TMessage> : ICoroutineAwaiter, IDroppableWait
{
    private readonly MessageWait<TMessage> wait;
    private readonly ScheduledTask task;
    private readonly long due;

    internal TimedMessageWait(ScheduledTask task, long due)
    {
        wait = new(task);
        this.task = task;
        this.due = due;
    }

    /// <summary>Gets a value indicating whether a message can be taken without waiting.</summary>
    public bool IsCompleted => wait.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    public TimedMessageWait<TMessage> GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Takes the message or the timeout.</summary>
    /// <returns>The message, or the information that the wait timed out.</returns>
    /// <exception cref="InvalidOperationException">No message was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    public Received<TMessage> GetResult() => task.TakeTimeOut() ? default : new(wait.GetResult());

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame)
    {
        if (wait.TryPark(frame))
            task.Scheduler.AddTimer(task, due);
    }
}
