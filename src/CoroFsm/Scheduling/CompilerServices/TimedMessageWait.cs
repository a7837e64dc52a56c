using System.ComponentModel;
using System.Diagnostics;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for a message, with a timeout.</summary>
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

    /// <summary>Gets a value indicating whether a message is there.</summary>
    public bool IsCompleted => wait.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">This is a default value, and no wait of a task's context.</exception>
    public TimedMessageWait<TMessage> GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Takes the message or the timeout.</summary>
    /// <returns>The message, or the information that the wait timed out.</returns>
    /// <exception cref="InvalidOperationException">No message is there: it was not awaited, or not by a coroutine of its task.</exception>
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
